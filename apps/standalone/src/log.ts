import { multistream, destination, type DestinationStream } from 'pino';
import { createPino, JsonLogger, type Config } from '@djamms/platform';

export interface Log {
  logger: JsonLogger;
  /** Writes what is still in memory. */
  flush: () => void;
}

/**
 * All services' log as JSON in one file, and what is wrong (warnings and worse) also on the terminal, in words.
 */
export function openLog(config: Config, file: string, terminal: NodeJS.WritableStream): Log {
  const onDisk = destination({ dest: file, sync: false });
  const level = config.logLevel === 'silent' ? 'fatal' : config.logLevel;
  const streams = multistream([
    { level, stream: onDisk },
    { level: 'warn', stream: inWords(terminal) },
  ]);
  return { logger: new JsonLogger(createPino(config, 'standalone', streams)), flush: () => onDisk.flushSync() };
}

function inWords(terminal: NodeJS.WritableStream): DestinationStream {
  return {
    write(line: string): void {
      const entry = JSON.parse(line) as { level: string; time: string; context?: string; msg?: string };
      const where = entry.context === undefined ? '' : `${entry.context}: `;
      terminal.write(`  ${entry.time.slice(11, 19)} ${entry.level}  ${where}${entry.msg ?? ''}\n`);
    },
  };
}
