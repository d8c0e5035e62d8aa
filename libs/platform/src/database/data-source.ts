import { type DataSourceOptions, type EntitySchema, type MigrationInterface } from 'typeorm';
import { type PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';

export type EntityClass = new () => object;
export type Migration = new () => MigrationInterface;
export type Entities = (EntityClass | EntitySchema)[];

/** What is known of a service's database before it is reached. */
export const baseOptions = (schema: string, entities: Entities, migrations: Migration[]): DataSourceOptions => ({
  type: 'postgres',
  schema,
  entities,
  migrations,
  migrationsTableName: 'migrations',
  synchronize: false,
  installExtensions: false,
  uuidExtension: 'pgcrypto',
  logging: false,
});

/** A machine that is gone with its locks is noticed by the server within half a minute, not by the kernel's two hours. */
const goneSoon = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** Unqualified names in migrations and queries mean the service's own schema; extensions live in `public`. */
export const connectionOptions = (
  url: string,
  schema: string,
  poolSize: number,
): Partial<PostgresDataSourceOptions> => ({
  url,
  poolSize,
  extra: {
    options: `-c search_path=${schema},public ${goneSoon}`,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: `djamms-${schema}`,
  },
});

/** How long a migration may stand in the queue for a table: all that comes after it waits as long. */
const lockTimeoutMs = 3_000;
const unlimited = '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0';

/** For migrations: a statement may take as long as it does, but not wait for others for long. */
export const migrationOptions = (url: string, schema: string): Partial<PostgresDataSourceOptions> => ({
  url,
  poolSize: 2,
  extra: {
    options: `-c search_path=${schema},public -c lock_timeout=${lockTimeoutMs} ${unlimited} ${goneSoon}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: `djamms-${schema}-migrations`,
  },
});
