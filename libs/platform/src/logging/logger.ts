import { type LoggerService } from '@nestjs/common';
import { currentTraceparent, traceIdOf } from '@djamms/messaging';
import pino, { type DestinationStream, type Level, type Logger as PinoLogger } from 'pino';
import { type Config } from '../config/config';

/** Names under which secrets could come along in a logged object; their values are cut out. */
const secretPaths = [
  'password',
  'passwordHash',
  'accessToken',
  'refreshToken',
  'token',
  'secret',
  'authorization',
  'cookie',
  'totp',
]
  .flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  // A failed query carries what it was asked with: hashes, tokens, addresses.
  .concat('err.parameters');

/** Writes to standard output, or to the configured file, unless told where. */
export function createPino(
  config: Pick<Config, 'logLevel' | 'logFile' | 'instance'>,
  service: string,
  destination: DestinationStream = config.logFile
    ? pino.destination({ dest: config.logFile, mkdir: true, sync: false })
    : pino.destination({ dest: 1, sync: false }),
): PinoLogger {
  return pino(
    {
      level: config.logLevel,
      base: { service, instance: config.instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: '[secret]' },
      mixin: () => {
        const traceparent = currentTraceparent();
        return traceparent ? { traceId: traceIdOf(traceparent) } : {};
      },
    },
    destination,
  );
}

/** Nest's logger on pino: one JSON object a line, with the trace id of the request or message in hand. */
export class JsonLogger implements LoggerService {
  constructor(private readonly pino: PinoLogger) {}

  log = (message: unknown, ...rest: unknown[]): void => this.write('info', message, rest);
  error = (message: unknown, ...rest: unknown[]): void => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.write('trace', message, rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.write('fatal', message, rest);

  flush(): void {
    this.pino.flush();
  }

  /** Nest passes the context last; an object first and a text second make a line with fields. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const texts = rest.filter((value): value is string => typeof value === 'string');
    const context = texts.at(-1);
    const more = texts.slice(0, -1);
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ context, ...message }, more[0]);
    else this.pino[level](more.length > 0 ? { context, stack: more[0] } : { context }, String(message));
  }
}
