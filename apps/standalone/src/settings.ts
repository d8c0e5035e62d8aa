import { join, resolve } from 'node:path';
import { StartError } from './start-error';

/** What the launcher itself takes from the environment; everything else is the services' configuration. */
export interface Settings {
  /** Holds everything that has to survive: database, messages, audio files, secrets, logs. */
  dataFolder: string;
  port: number;
  /** An outside PostgreSQL to use instead of the embedded one. */
  databaseUrl: string | undefined;
  /** An outside NATS to use instead of an own one. */
  natsUrl: string | undefined;
}

const defaultPort = 3000;

/**
 * Without `DJAMMS_DATA` the data is kept in the checkout, where its owner finds it.
 * @throws StartError when a variable makes no sense.
 */
export function readSettings(env: NodeJS.ProcessEnv, workingFolder: string, checkout: string): Settings {
  return {
    dataFolder: env.DJAMMS_DATA ? resolve(workingFolder, env.DJAMMS_DATA) : join(checkout, '.djamms'),
    port: readPort(env.PORT),
    databaseUrl: env.DATABASE_URL || undefined,
    natsUrl: env.NATS_URL || undefined,
  };
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return defaultPort;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StartError(`PORT is "${text}"; it has to be a number from 1 to 65535.`);
}

/** The parts of the data folder. */
export const places = (dataFolder: string) => ({
  lock: join(dataFolder, 'lock'),
  secrets: join(dataFolder, 'secrets.json'),
  postgres: join(dataFolder, 'postgres'),
  nats: join(dataFolder, 'nats'),
  storage: join(dataFolder, 'storage'),
  log: join(dataFolder, 'logs', 'djamms.log'),
  postgresLog: join(dataFolder, 'logs', 'postgres.log'),
  natsLog: join(dataFolder, 'logs', 'nats.log'),
});
export type Places = ReturnType<typeof places>;
