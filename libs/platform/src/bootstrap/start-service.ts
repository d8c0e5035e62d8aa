import { type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { services, type ServiceName } from '@djamms/contracts';
import { MessagingLifecycle } from '@djamms/messaging';
import { ConfigError, type Config } from '../config/config';
import { loadProcessConfig } from '../config/process-config';
import { Health } from '../health/health.service';
import { ProblemFilter } from '../http/problem.filter';
import { installTracing } from '../http/trace';
import { createPino, JsonLogger } from '../logging/logger';
import { PlatformModule } from './platform.module';

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
  close(): Promise<void>;
}

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
  installTracing(fastify);
  app.useGlobalFilters(new ProblemFilter());
  try {
    await definition.configure?.(app, config);
    await options.configure?.(app, config);
    const url = options.listen === false ? await initOnly(app) : await listen(app, config, definition.name);
    return { name: definition.name, app, url, close: () => close(app) };
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

async function close(app: NestFastifyApplication): Promise<void> {
  app.get(Health).startShutdown();
  await app.close();
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
  const config = readConfig(definition);
  const logger = new JsonLogger(createPino(config, definition.name));
  surviveStrayErrors(logger);
  const service = await startService(definition, config, { logger });
  logger.log(`${definition.name} listens on ${service.url}`, 'Bootstrap');
  const stop = (signal: NodeJS.Signals) => {
    logger.log(`${signal}: finishing what is in hand`, 'Bootstrap');
    service.close().then(
      () => exit(logger, 0),
      (error: unknown) => {
        logger.error(error, 'Bootstrap');
        exit(logger, 1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function exit(logger: JsonLogger, code: number): void {
  logger.flush();
  process.exit(code);
}

/** A promise that nobody awaited is a defect, but not one that may silence a room: it is logged, and the process goes on. */
export function surviveStrayErrors(logger: LoggerService): void {
  process.on('unhandledRejection', (reason) => {
    logger.error(reason, 'UnhandledRejection');
  });
}

function readConfig(definition: ServiceDefinition): Config {
  try {
    return loadProcessConfig({ database: definition.stateless !== true });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(78);
  }
}
