import { createHmac } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { type Config } from '../config/config';

/** Extensions that any service may use; they belong to the database, not to a service. */
const extensions = ['pg_trgm', 'unaccent', 'btree_gin'];

export interface ServiceDatabase {
  /** Connection string of the service's own login role, or the given one where it may not make roles. */
  url: string;
  schema: string;
}

/**
 * Makes the service's schema and login role where the given account may do that. An account that may not is taken
 * as the service's own: an operator has made role and schema beforehand.
 */
export async function provisionDatabase(config: Config, service: string): Promise<ServiceDatabase> {
  const client = new Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    if (!(await mayMakeRoles(client))) {
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(service)}`);
      return { url: config.databaseUrl, schema: service };
    }
    return await provisionAsOwner(client, config, service);
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
  const database = decodeURIComponent(new URL(config.databaseUrl).pathname.slice(1)) || 'postgres';
  const role = `${database}_${service}`.slice(0, 63);
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
  return { url: withCredentials(config.databaseUrl, role, password), schema: service };
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
