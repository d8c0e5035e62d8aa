import { roleName, type Seal } from '@djamms/platform';
import { escapeIdentifier, type Client } from 'pg';

const sealed = ['activity_log', 'activity_retention'];
const functions = ['refuse_activity_change()', 'forget_activity(integer)'];

/**
 * Gives the activity log, and the schema around it, to a role that nobody can log in as. The service keeps what it
 * needs: to read and to append, to forget by `forget_activity`, to set the retention, and to make tables of its own.
 * It can neither change or remove entries nor disable or drop the triggers that refuse it, as only an owner may.
 */
export const sealActivityLog: Seal = async (client, { database, schema, role }) => {
  const owner = roleName(database, 'activity_owner');
  if ((await ownerOf(client, schema)) === owner) return;
  const [ownerId, roleId, schemaId] = [owner, role, schema].map(escapeIdentifier) as [string, string, string];
  await client.query('BEGIN');
  await makeRole(client, owner);
  await client.query(`GRANT ${ownerId} TO CURRENT_USER`);
  await client.query(`ALTER SCHEMA ${schemaId} OWNER TO ${ownerId}`);
  await client.query(`GRANT USAGE, CREATE ON SCHEMA ${schemaId} TO ${roleId}`);
  for (const table of sealed) {
    await client.query(`ALTER TABLE ${schemaId}.${table} OWNER TO ${ownerId}`);
    await client.query(`REVOKE ALL ON ${schemaId}.${table} FROM ${roleId}`);
  }
  for (const signature of functions) await client.query(`ALTER FUNCTION ${schemaId}.${signature} OWNER TO ${ownerId}`);
  await client.query(`REVOKE ALL ON FUNCTION ${schemaId}.forget_activity(integer) FROM PUBLIC`);
  await client.query(`GRANT EXECUTE ON FUNCTION ${schemaId}.forget_activity(integer) TO ${roleId}`);
  await client.query(`GRANT SELECT, INSERT ON ${schemaId}.activity_log TO ${roleId}`);
  await client.query(`GRANT SELECT, UPDATE ON ${schemaId}.activity_retention TO ${roleId}`);
  await client.query('COMMIT');
};

async function ownerOf(client: Client, schema: string): Promise<string | undefined> {
  const { rows } = await client.query<{ owner: string }>(
    `SELECT tableowner AS owner FROM pg_tables WHERE schemaname = $1 AND tablename = 'activity_log'`,
    [schema],
  );
  return rows[0]?.owner;
}

async function makeRole(client: Client, role: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (!rowCount) await client.query(`CREATE ROLE ${escapeIdentifier(role)} NOLOGIN`);
}
