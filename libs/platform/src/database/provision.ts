import { Client, escapeIdentifier } from 'pg';
import { type Config } from '../config/config';
import { dropOldLogins, exists, makeLogin, roleName, type Login, type RolesOf } from './login-roles';

/** Extensions that any service may use; they belong to the database, not to a service. */
const extensions = ['pg_trgm', 'unaccent', 'btree_gin'];

export interface ServiceDatabase {
  /** Connection string of a login of the service's own, or the given one where it may not make roles. */
  url: string;
  schema: string;
  /** The role that owns the schema, and that the logins become; undefined where the given account is it. */
  role?: string;
}

/**
 * What a service wants done that its own role must not be able to undo. Runs at every start, after the migrations and
 * on the account that made the role; not at all where the given account may not make roles.
 */
export type Seal = (client: Client, names: { database: string; schema: string; role: string }) => Promise<void>;

/**
 * Makes the service's schema, the role that owns it and a login where the given account may do that. An account that may not is taken
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

/** Whether somebody has made the service's schema. @throws where the server can't be reached. */
export async function schemaExists(config: Config, service: string): Promise<boolean> {
  const client = new Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [service]);
    return rowCount === 1;
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
  const database = databaseName(config);
  const roles: RolesOf = { database, service, owner: roleName(database, service) };
  // Two processes at once would both find the role missing.
  await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', ['djamms.provision']);
  try {
    await makeOwner(client, roles.owner);
    const login = await makeLogin(client, roles, config);
    await dropOldLogins(client, roles, config);
    await client.query(
      `CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(service)} AUTHORIZATION ${escapeIdentifier(roles.owner)}`,
    );
    for (const extension of extensions)
      await client.query(`CREATE EXTENSION IF NOT EXISTS ${escapeIdentifier(extension)} WITH SCHEMA public`);
    return { url: withCredentials(config.databaseUrl, login), schema: service, role: roles.owner };
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', ['djamms.provision']);
  }
}

/** One that version 0.1 made can sign in, and goes on to: processes of that version may run beside this one. */
async function makeOwner(client: Client, owner: string): Promise<void> {
  if (!(await exists(client, owner))) await client.query(`CREATE ROLE ${escapeIdentifier(owner)} NOLOGIN`);
  await client.query(`GRANT ${escapeIdentifier(owner)} TO CURRENT_USER`);
}

function withCredentials(url: string, { role, password }: Login): string {
  const result = new URL(url);
  result.username = encodeURIComponent(role);
  result.password = encodeURIComponent(password);
  return result.toString();
}
