import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { backoffMs } from '@djamms/messaging';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { type Config } from '../config/config';
import { baseOptions, migrationOptions, type Migration } from './data-source';
import { provisionDatabase, sealDatabase, type ServiceDatabase } from './provision';
import { type ServiceSchema } from './schema';

/** How often a migration that found its table in use tries again, and the pauses, ms: some two minutes in all. */
const lockTries = 30;
const lockPauses = { first: 500, most: 5_000 };
/** PostgreSQL's code of a lock that could not be had in time ("Error Codes", class 55). */
const lockNotAvailable = '55P03';

export interface MigrateOptions {
  signal?: AbortSignal;
  logger?: Pick<Logger, 'log' | 'warn'>;
}

/**
 * Makes a service's role and schema, runs the migrations that have not run, and seals what is to be sealed. Under a
 * lock: of several that come at once, one works and the others wait, then find it done. A migration that has to wait
 * for a table gives up after seconds and tries again: who waits for a lock holds up everybody behind it.
 * @returns the service's own account, and the names of what has been run.
 */
export async function migrateSchema(
  config: Config,
  schema: ServiceSchema,
  options: MigrateOptions = {},
): Promise<{ database: ServiceDatabase; ran: string[] }> {
  const logger = options.logger ?? new Logger('Migrations');
  const database = await provisionDatabase(config, schema.service);
  const lock = new Client({ connectionString: database.url, connectionTimeoutMillis: 5_000 });
  // A lost connection is told by the query that fails.
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query('SET statement_timeout = 0; SET lock_timeout = 0');
    await lock.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`djamms.migrate.${schema.service}`]);
    const ran = await runMigrations(database, schema.migrations, { ...options, logger });
    if (schema.seal) await sealDatabase(config, database, schema.seal);
    return { database, ran };
  } finally {
    await lock.end().catch(() => undefined);
  }
}

async function runMigrations(
  { url, schema }: ServiceDatabase,
  migrations: Migration[],
  { signal, logger }: MigrateOptions & { logger: Pick<Logger, 'log' | 'warn'> },
): Promise<string[]> {
  const source = new DataSource(baseOptions(schema, [], migrations));
  source.setOptions(migrationOptions(url, schema));
  await source.initialize();
  try {
    const pending = await pendingMigrations(source, schema, migrations);
    if (pending.length > 0) logger.log(`Migrating ${schema}: ${pending.join(', ')}`);
    for (let attempt = 1; ; attempt++) {
      try {
        await source.runMigrations({ transaction: 'each' });
        return pending;
      } catch (error) {
        if (attempt >= lockTries || !isLockTimeout(error)) throw error;
        signal?.throwIfAborted();
        logger.warn(`Migrating ${schema}: a table is in use; trying again (${attempt})`);
        await sleep(backoffMs(attempt, lockPauses), undefined, { signal });
      }
    }
  } finally {
    await source.destroy();
  }
}

type Queryable = Pick<DataSource, 'query'>;

/** Names of the migrations in `known` that have not run, in their order. What else has run does not matter. */
export async function pendingMigrations(
  database: Queryable,
  schema: string,
  known: readonly Migration[],
): Promise<string[]> {
  const [table] = await database.query<{ found: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `"${schema}".migrations`,
  ]);
  const rows = table?.found ? await database.query<{ name: string }[]>(`SELECT name FROM "${schema}".migrations`) : [];
  return missingMigrations(
    known.map(nameOf),
    rows.map(({ name }) => name),
  );
}

/** What this version knows and the database has not run, oldest first; a newer database lacks nothing. */
export function missingMigrations(known: readonly string[], executed: readonly string[]): string[] {
  const done = new Set(executed);
  return known.filter((name) => !done.has(name)).sort((left, right) => timestampOf(left) - timestampOf(right));
}

const timestampOf = (name: string): number => Number(/\d{13}$/.exec(name)?.[0] ?? 0);
const nameOf = (migration: Migration): string => new migration().name ?? migration.name;

function isLockTimeout(error: unknown): boolean {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return code === lockNotAvailable || driverError?.code === lockNotAvailable;
}
