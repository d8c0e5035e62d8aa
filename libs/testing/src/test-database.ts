import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { serverUrls } from './jest/environment';

/** A database of a test's own, on the run's server. */
export interface TestDatabase {
  name: string;
  /** As the owner of the cluster, who may make schemas and roles. */
  url: string;
  /** One query as the owner, e.g. to look at a table or to break something on purpose. */
  query<Row extends object = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Makes an empty database. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { databaseUrl } = serverUrls();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withClient(databaseUrl, (client) => client.query(`create database ${name}`));
  const own = new URL(databaseUrl);
  own.pathname = `/${name}`;
  const url = own.toString();
  return {
    name,
    url,
    query: <Row extends object>(sql: string, values?: unknown[]) =>
      withClient(url, async (client) => (await client.query<Row>(sql, values)).rows),
    drop: async () => {
      await withClient(databaseUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
