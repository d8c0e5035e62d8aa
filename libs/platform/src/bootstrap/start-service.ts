import { type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { services, type ServiceName } from '@djamms/contracts';
import { MessagingLifecycle } from '@djamms/messaging';
import { type Config } from '../config/config';
import { readProcessConfig } from '../config/process-config';
import { HttpDoor } from '../http/door';
import { ProblemFilter } from '../http/problem.filter';
import { installTracing } from '../http/trace';
import { createPino, JsonLogger } from '../logging/logger';
import { endBySignal } from './end-by-signal';
import { PlatformModule } from './platform.module';
import { Shutdown } from './shutdown';

export interface ServiceDefinition {
  name: ServiceName;
  module: Type;
  /** Without a database of its own (the gateway). */
  stateless?: true;
  /** Adds to the HTTP server before it listens: plugins, sockets. */
  configure?: (app: NestFastifyApplication, config: Config) => void | Promise<void>;
}

export interface StartOptions {
  /** Whether to open an HTTP port; in the standalone process only the gateway does. */
  listen?: boolean;
  logger?: LoggerService;
  /** Runs after the service's own `configure`. */
  configure?: ServiceDefinition['configure'];
}

export interface RunningService {
  name: ServiceName;
  app: NestFastifyApplication;
  /** Where it listens; undefined when it does not. */
  url: string | undefined;
  /** Ends it in good order (docs/adr/0011); SHUTDOWN_DELAY and SHUTDOWN_GRACE say how long that may take. */
  close(): Promise<void>;
  /** Cuts short an end that is under way. */
  hurry(): void;
}

/** Behind a balancer, how long a process stays for the end of a large answer to be taken. */
const lingerMs = 5_000;

/** Largest JSON body (spec, 2-rest). */
export const maxBodyBytes = 1_000_000;

/** Ports of the eight processes on one machine: the gateway 3000, the others in the order of `services`. */
export const defaultPort = (service: ServiceName): number =>
  service === 'gateway' ? 3000 : 3001 + services.indexOf(service);

/** Starts a service in this process. It is up when this resolves; whether it is ready, /health/ready says. */
export async function startService(
  definition: ServiceDefinition,
  config: Config,
  options: StartOptions = {},
): Promise<RunningService> {
  const adapter = new FastifyAdapter({
    bodyLimit: maxBodyBytes,
    trustProxy: config.trustProxy,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  const root = { module: class RootModule {}, imports: [PlatformModule.forRoot(config), definition.module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: options.logger ?? new JsonLogger(createPino(config, definition.name)),
    forceCloseConnections: false,
  });
  const fastify = adapter.getInstance();
  const door = new HttpDoor(fastify, config.shutdownDelay > 0 ? lingerMs : 0);
  door.watch();
  installTracing(fastify);
  app.useGlobalFilters(new ProblemFilter());
  try {
    await definition.configure?.(app, config);
    await options.configure?.(app, config);
    const url = options.listen === false ? await initOnly(app) : await listen(app, config, definition.name);
    return running(definition.name, app, url, door);
  } catch (error) {
    // Half a service would go on trying to reach its database for ever.
    await app.close().catch(() => undefined);
    throw error;
  }
}

async function initOnly(app: NestFastifyApplication): Promise<undefined> {
  await app.init();
  return undefined;
}

async function listen(app: NestFastifyApplication, config: Config, service: ServiceName): Promise<string> {
  await app.listen(config.port ?? defaultPort(service), config.host);
  return (await app.getUrl()).replace('[::1]', 'localhost').replace('0.0.0.0', '127.0.0.1');
}

function running(
  name: ServiceName,
  app: NestFastifyApplication,
  url: string | undefined,
  door: HttpDoor,
): RunningService {
  const shutdown = app.get(Shutdown);
  let ended: Promise<void> | undefined;
  return { name, app, url, close: () => (ended ??= shutdown.run(app, door)), hurry: () => shutdown.hurry() };
}

/** Resolves when the service takes messages; for tests and the standalone start. */
export async function untilReady(service: RunningService, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  const messaging = service.app.get(MessagingLifecycle);
  while (!messaging.isReady()) {
    if (Date.now() > end) throw new Error(`${service.name} was not ready within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs one service as this whole process: what main.ts does. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  const config = readProcessConfig({ database: definition.stateless !== true });
  const logger = new JsonLogger(createPino(config, definition.name));
  surviveStrayErrors(logger);
  const service = await startService(definition, config, { logger });
  logger.log(`${definition.name} listens on ${service.url}`, 'Bootstrap');
  endBySignal(service, config, logger);
}

/** A promise that nobody awaited is a defect, but not one that may silence a room: it is logged, and the process goes on. */
export function surviveStrayErrors(logger: LoggerService): void {
  process.on('unhandledRejection', (reason) => {
    logger.error(reason, 'UnhandledRejection');
  });
}
