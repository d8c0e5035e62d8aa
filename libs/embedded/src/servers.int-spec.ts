import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  findProgram,
  freePorts,
  signalProcess,
  startNatsServer,
  startPostgresServer,
  type RunningPostgresServer,
} from '.';

const query = async (server: RunningPostgresServer, sql: string): Promise<unknown> => {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
};

describe('the embedded servers', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'djamms-embedded-'));
    // As root, PostgreSQL runs as an account of its own, which has to pass through.
    await chmod(folder, 0o711);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const postgres = async (port: number): Promise<RunningPostgresServer> =>
    startPostgresServer({
      folder: join(folder, 'postgres'),
      port,
      password: 'a/b:c@d é',
      logFile: join(folder, 'logs', 'postgres.log'),
      purpose: 'disposable',
    });

  it('gives a PostgreSQL 18 that knows the letters of all languages', async () => {
    const [port = 0] = await freePorts(1);
    const server = await postgres(port);
    try {
      expect(await query(server, `select current_setting('server_version_num')::int / 10000 as value`)).toBe(18);
      expect(await query(server, `select upper('motörhead, сплин') as value`)).toBe('MOTÖRHEAD, СПЛИН');
      await query(server, 'create extension pg_trgm');
      expect(await query(server, `select similarity('Сплин', 'сплин') as value`)).toBe(1);
    } finally {
      await server.stop();
    }
    expect(server.process.running).toBe(false);
  });

  it('takes its data over from a PostgreSQL whose launcher was killed, and from one that was killed itself', async () => {
    const [one = 0, two = 0, three = 0] = await freePorts(3);
    const orphan = await postgres(one);
    await query(orphan, 'create table kept as select 42 as value');
    const second = await postgres(two);
    await orphan.process.exited;
    expect(await query(second, 'select value from kept')).toBe(42);
    signalProcess(second.process.pid ?? 0, 'SIGKILL');
    await second.process.exited;
    const third = await postgres(three);
    expect(await query(third, 'select value from kept')).toBe(42);
    await third.stop();
  });

  it('says what PostgreSQL said when it does not start', async () => {
    const [port = 0] = await freePorts(1);
    const server = await postgres(port);
    const other = startPostgresServer({
      folder: join(folder, 'second'),
      port,
      password: 'x',
      logFile: join(folder, 'logs', 'second.log'),
      purpose: 'disposable',
    });
    await expect(other).rejects.toThrow(/PostgreSQL ended at its start.*Address already in use/s);
    await server.stop();
  });

  it('ends the NATS server of a killed launcher before it starts one on the same folder', async () => {
    const program = (await findProgram('nats-server')) ?? '';
    const [one = 0, two = 0] = await freePorts(2);
    const options = { program, folder: join(folder, 'nats'), token: 'secret', logFile: join(folder, 'nats.log') };
    const orphan = await startNatsServer({ ...options, port: one });
    const server = await startNatsServer({ ...options, port: two });
    await orphan.process.exited;
    expect(server.process.running).toBe(true);
    await server.stop();
    expect(server.process.running).toBe(false);
  });
});
