import { createHmac } from 'node:crypto';
import { DatabaseError, escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { encryptionKeys, type EncryptionKey, type EncryptionKeyConfig } from '../media/encryption-keys';

/** PostgreSQL cuts names after 63 bytes; the end tells the services apart. */
export const roleName = (database: string, suffix: string): string =>
  `${database.slice(0, 62 - suffix.length)}_${suffix}`;

/** What a process of a service signs in with. */
export interface Login {
  role: string;
  password: string;
}

/** Which service of which database, and its role that owns what is in its schema. */
export interface RolesOf {
  database: string;
  service: string;
  owner: string;
}

const loginOf = ({ database, service }: RolesOf, { id, key }: EncryptionKey): Login => {
  const role = roleName(database, `${service}_${id}`);
  const password = createHmac('sha256', key).update(`database role ${role}`).digest('base64url');
  return { role, password };
};

/**
 * Makes the login role of the key in use, a member of the owner that becomes it at sign-in: whatever key a process
 * has, what it makes belongs to the owner, and what is granted to the owner or withheld from it holds. Processes with
 * the old and the new key each have a login of their own, so a change of the key leaves nobody without one.
 */
export async function makeLogin(client: Client, roles: RolesOf, config: EncryptionKeyConfig): Promise<Login> {
  const login = loginOf(roles, encryptionKeys(config)[0]);
  const [role, owner] = [login.role, roles.owner].map(escapeIdentifier) as [string, string];
  const verb = (await exists(client, login.role)) ? 'ALTER' : 'CREATE';
  await client.query(`${verb} ROLE ${role} LOGIN NOINHERIT PASSWORD ${escapeLiteral(login.password)}`);
  await client.query(`GRANT ${owner} TO ${role}`);
  await client.query(`ALTER ROLE ${role} SET role = ${escapeLiteral(roles.owner)}`);
  return login;
}

/**
 * Drops logins whose keys are accepted no more, once nobody uses them. With them goes the password of the owner itself,
 * which version 0.1 signs in with: it was made of a key that is gone. Until then a process of 0.1 beside this one goes on.
 */
export async function dropOldLogins(client: Client, roles: RolesOf, config: EncryptionKeyConfig): Promise<void> {
  const accepted = encryptionKeys(config).map((key) => loginOf(roles, key).role);
  const old = (await loginsOf(client, roles)).filter((role) => !accepted.includes(role));
  if (old.length === 0 || (await isAnybodyConnected(client, [...old, roles.owner]))) return;
  await client.query(`ALTER ROLE ${escapeIdentifier(roles.owner)} NOLOGIN PASSWORD NULL`);
  for (const role of old) await drop(client, role);
}

/** 2BP01: an operator gave it something in its own name, so that it cannot go; without a login it opens nothing. */
async function drop(client: Client, role: string): Promise<void> {
  await client.query(`ALTER ROLE ${escapeIdentifier(role)} NOLOGIN PASSWORD NULL`);
  try {
    await client.query(`DROP ROLE ${escapeIdentifier(role)}`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== '2BP01') throw error;
  }
}

export async function exists(client: Client, role: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  return rowCount === 1;
}

async function loginsOf(client: Client, roles: RolesOf): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT member.rolname AS name FROM pg_auth_members
       JOIN pg_roles member ON member.oid = pg_auth_members.member
       JOIN pg_roles owner ON owner.oid = pg_auth_members.roleid
      WHERE owner.rolname = $1`,
    [roles.owner],
  );
  const sample = loginOf(roles, { id: '0'.repeat(8), key: '' }).role;
  const prefix = sample.slice(0, -8);
  return [...new Set(rows.map(({ name }) => name))].filter(
    (name) => name.length === sample.length && name.startsWith(prefix) && /^[0-9a-f]{8}$/.test(name.slice(-8)),
  );
}

async function isAnybodyConnected(client: Client, roles: string[]): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_stat_activity WHERE usename = ANY($1) LIMIT 1', [roles]);
  return rowCount === 1;
}
