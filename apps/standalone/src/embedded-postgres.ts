import { freePort, hasCode, startPostgresServer } from '@djamms/embedded';
import { Client, escapeIdentifier } from 'pg';
import { KeptAlive } from './kept-alive';
import { type Secrets } from './secrets';
import { type Places } from './settings';
import { StartError } from './start-error';

const databaseName = 'djamms';

/** PostgreSQL in the data folder, with the system's database in it. `register` hears of the server before it starts. */
export async function startEmbeddedPostgres(
  places: Places,
  secrets: Secrets,
  say: (line: string) => void,
  register: (server: KeptAlive) => void,
): Promise<string> {
  const port = await freePort();
  const options = {
    folder: places.postgres,
    port,
    password: secrets.databasePassword,
    logFile: places.postgresLog,
    purpose: 'durable' as const,
    say,
  };
  let urlOf = (_database: string): string => '';
  const server = new KeptAlive(
    'PostgreSQL',
    async () => {
      const running = await startPostgresServer(options);
      urlOf = (database) => running.url(database);
      return running;
    },
    say,
  );
  register(server);
  await server.start();
  await makeDatabase(urlOf('postgres'), places);
  return urlOf(databaseName);
}

async function makeDatabase(url: string, places: Places): Promise<void> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(databaseName)}`);
  } catch (error) {
    if (hasCode(error, '28P01')) {
      throw new StartError(
        `The database in ${places.postgres} does not take the password in ${places.secrets}: the two do not belong together.\n` +
          'Bring both back from the same backup.',
      );
    }
    throw error;
  } finally {
    await client.end();
  }
}
