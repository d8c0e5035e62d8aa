export * from './error-code';
export * from './nats-server';
export * from './ports';
export * from './postgres-server';
export * from './process-identity';
export * from './program';
export * from './program-install';
export * from './server-process';
