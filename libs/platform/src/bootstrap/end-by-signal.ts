import { type Config } from '../config/config';
import { type JsonLogger } from '../logging/logger';
import { type RunningService } from './start-service';

/** What the end may take beyond its delay and its grace, ms: connections are closed and the outbox is emptied. */
const closingMs = 8_000;
/** npm passes Ctrl-C on, though the terminal has sent it already: what comes this soon is the same one. */
const sameKeyPressMs = 700;

/**
 * Ends the process in good order at SIGTERM or SIGINT, with exit code 0. A second SIGTERM cuts what is in hand; a second
 * SIGINT, from somebody at a terminal, ends it at once.
 */
export function endBySignal(
  service: RunningService,
  config: Pick<Config, 'shutdownDelay' | 'shutdownGrace'>,
  logger: JsonLogger,
): void {
  let firstAt: number | undefined;
  const exit = (code: number): never => {
    logger.flush();
    process.exit(code);
  };
  const begin = (signal: NodeJS.Signals): void => {
    logger.log(`${signal}: finishing what is in hand`, 'Bootstrap');
    const limitMs = config.shutdownDelay + config.shutdownGrace + closingMs;
    setTimeout(() => {
      logger.error(`The end took longer than ${limitMs} ms; what was not finished comes again`, 'Bootstrap');
      exit(1);
    }, limitMs).unref();
    service.close().then(
      () => exit(0),
      (error: unknown) => {
        logger.error(error, 'Bootstrap');
        exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      begin(signal);
    } else if (performance.now() - firstAt > sameKeyPressMs) {
      logger.warn(`${signal} again: ending without waiting for what is in hand`, 'Bootstrap');
      if (signal === 'SIGINT') exit(130);
      service.hurry();
    }
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
