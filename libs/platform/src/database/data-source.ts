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

/** Unqualified names in migrations and queries mean the service's own schema; extensions live in `public`. */
export const connectionOptions = (
  url: string,
  schema: string,
  poolSize: number,
): Partial<PostgresDataSourceOptions> => ({
  url,
  poolSize,
  extra: {
    options: `-c search_path=${schema},public`,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: `djamms-${schema}`,
  },
});
