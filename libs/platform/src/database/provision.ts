import { createHmac } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { type Config } from '../config/config';

/** Extensions that any service may use; they belong to the database, not to a service. */
const extensions = ['pg_trgm', 'unaccent', 'btree_gin'];

export interface ServiceDatabase {
  /** Connection string of the service's own login role, or the given one where it may not make roles. */
  url: string;
  schema: string;
  /** The service's own login role; undefined where the given account is it. */
  role?: string;
}

/**
 * What a service wants done that its own role must not be able to undo. Runs at every start, after the migrations and
 * on the account that made the role; not at all where the given account may not make roles.
 */
export type Seal = (client: Client, names: { database: string; schema: string; role: string }) => Promise<void>;

/**
 * Makes the service's schema and login role where the given account may do that. An account that may not is taken
 * as the service's own: an operator has made role and schema beforehand.
 */
export async function provisionDatabase(config: Config, service: string): Promise<ServiceDatabase> {
  const client = new Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    if (!(await mayMakeRoles(client))) {
      await makeSchemaIfMissing(client, service);
      return { url: config.databaseUrl, schema: service };
    }
    return await provisionAsOwner(client, config, service);
  } finally {
    await client.end();
  }
}

/** IF NOT EXISTS alone would ask for the right to make schemas also where the schema is there. */
async function makeSchemaIfMissing(client: Client, schema: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (!rowCount) await client.query(`CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(schema)}`);
}

const databaseName = (config: Config): string =>
  decodeURIComponent(new URL(config.databaseUrl).pathname.slice(1)) || 'postgres';

/** Names of roles are cut after 63 bytes; the end tells the services apart. */
export const roleName = (database: string, suffix: string): string =>
  `${database.slice(0, 62 - suffix.length)}_${suffix}`;

/** Does what `seal` asks for on the account of the configuration, one process at a time. */
export async function sealDatabase(config: Config, { schema, role }: ServiceDatabase, seal: Seal): Promise<void> {
  if (role === undefined) return;
  const client = new Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    // Released with the connection.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', ['djamms.provision']);
    await seal(client, { database: databaseName(config), schema, role });
  } finally {
    await client.end();
  }
}

async function mayMakeRoles(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ allowed: boolean }>(
    'SELECT rolsuper OR rolcreaterole AS allowed FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]?.allowed === true;
}

async function provisionAsOwner(client: Client, config: Config, service: string): Promise<ServiceDatabase> {
  const role = roleName(databaseName(config), service);
  const password = createHmac('sha256', config.encryptionKey).update(`database role ${role}`).digest('base64url');
  // Two processes at once would both find the role missing.
  await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', ['djamms.provision']);
  try {
    await makeRole(client, role, password);
    await client.query(`GRANT ${escapeIdentifier(role)} TO CURRENT_USER`);
    await client.query(
      `CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(service)} AUTHORIZATION ${escapeIdentifier(role)}`,
    );
    for (const extension of extensions)
      await client.query(`CREATE EXTENSION IF NOT EXISTS ${escapeIdentifier(extension)} WITH SCHEMA public`);
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', ['djamms.provision']);
  }
  return { url: withCredentials(config.databaseUrl, role, password), schema: service, role };
}

/** The password follows the encryption key: a changed key changes it here at the next start. */
async function makeRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount ? 'ALTER' : 'CREATE';
  await client.query(`${verb} ROLE ${escapeIdentifier(role)} LOGIN PASSWORD ${escapeLiteral(password)}`);
}

function withCredentials(url: string, user: string, password: string): string {
  const result = new URL(url);
  result.username = encodeURIComponent(user);
  result.password = encodeURIComponent(password);
  return result.toString();
}
