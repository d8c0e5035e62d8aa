import { createHmac } from 'node:crypto';
import { createTestDatabase, eventually, unique, type TestDatabase } from '@djamms/testing';
import { Client } from 'pg';
import { loadConfig, provisionDatabase, type Config } from '../src';

const [first, second] = ['first', 'second'].map((name) => `${name} key `.padEnd(40, '.')) as [string, string];

describe('the roles of a service in the database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const configFor = (key: string, others: string[] = [], url = database.url): Config =>
    loadConfig({
      DATABASE_URL: url,
      NATS_URL: 'nats://nowhere',
      JWT_SECRET: 'j'.repeat(32),
      ENCRYPTION_KEY: key,
      ENCRYPTION_KEY_OTHERS: others.join(','),
    });
  const loginsOf = async (): Promise<string[]> => {
    const like = `${database.name}\\_notes%`;
    const rows = await database.query<{ rolname: string }>(
      'SELECT rolname FROM pg_roles WHERE rolname LIKE $1 AND rolcanlogin ORDER BY 1',
      [like],
    );
    return rows.map(({ rolname }) => rolname);
  };
  const owner = (): string => `${database.name}_notes`;

  /** The server needs a moment to notice that a connection ended. */
  const untilNobodyIsConnected = (): Promise<void> =>
    eventually(async () => {
      const like = `${owner()}%`;
      expect(await database.query('SELECT usename FROM pg_stat_activity WHERE usename LIKE $1', [like])).toEqual([]);
    });

  /** A process of the service: what it found at its start, and the connections it opens whenever it likes. */
  class Process {
    private constructor(readonly url: string) {}
    static async start(config: Config): Promise<Process> {
      return new Process((await provisionDatabase(config, 'notes')).url);
    }
    async open(): Promise<Client> {
      const client = new Client({ connectionString: this.url, options: '-c search_path=notes,public' });
      await client.connect();
      return client;
    }
    async query(sql: string, values: unknown[] = []): Promise<unknown[]> {
      const client = await this.open();
      try {
        return (await client.query<Record<string, unknown>>(sql, values)).rows;
      } finally {
        await client.end();
      }
    }
  }

  /** Each side opens connections in turn, starts again, reads what the other wrote and changes the other's table. */
  async function workSideBySide(left: () => Promise<Process>, right: () => Promise<Process>): Promise<void> {
    const sides = [await left(), await right()];
    for (let round = 0; round < 3; round += 1) {
      for (const [index, side] of sides.entries()) {
        const table = `by_${unique()}`;
        await side.query(`CREATE TABLE ${table} (text text)`);
        const other = sides[1 - index]!;
        await other.query(`INSERT INTO ${table} VALUES ('hello')`);
        await other.query(`ALTER TABLE ${table} ADD COLUMN number int`);
        expect(await side.query(`SELECT text, number FROM ${table}`)).toEqual([{ text: 'hello', number: null }]);
        await side.query(`DROP TABLE ${table}`);
      }
      [sides[0], sides[1]] = await Promise.all([left(), right()]);
    }
  }

  it('let old and new processes open connections at any time while the key is changed', async () => {
    const steps: [() => Config, () => Config][] = [
      [() => configFor(first), () => configFor(first, [second])],
      [() => configFor(first, [second]), () => configFor(second, [first])],
      [() => configFor(second, [first]), () => configFor(second)],
    ];
    for (const [left, right] of steps)
      await workSideBySide(
        () => Process.start(left()),
        () => Process.start(right()),
      );
    await untilNobodyIsConnected();
    await Process.start(configFor(second));
    expect(await loginsOf()).toHaveLength(1);
  });

  it('shut out who has only the old key, once that is accepted no more', async () => {
    const old = await Process.start(configFor(first));
    await (await Process.start(configFor(second, [first]))).query('SELECT 1');
    await old.query('SELECT 1');
    await untilNobodyIsConnected();
    const now = await Process.start(configFor(second));
    await expect(old.open()).rejects.toThrow(/authentication failed|does not exist/);
    await now.query('SELECT 1');
    expect(await loginsOf()).toEqual([new URL(now.url).username]);
  });

  it('keep a login that is in use, whatever the lists say, and drop it at a later start', async () => {
    const old = await Process.start(configFor(first));
    const working = await old.open();
    const now = await Process.start(configFor(second));
    await old.query('SELECT 1');
    await working.end();
    await untilNobodyIsConnected();
    await Process.start(configFor(second));
    expect(await loginsOf()).toEqual([new URL(now.url).username]);
  });

  it('own nothing but by the one owner, whichever key made it', async () => {
    for (const key of [first, second])
      await (await Process.start(configFor(key, [first, second]))).query(`CREATE TABLE by_${key.slice(0, 5)} (id int)`);
    const owners = await database.query(`SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'notes'`);
    expect(owners).toEqual([{ tableowner: owner() }]);
    expect(await loginsOf()).toHaveLength(2);
  });

  it('are made once by processes that start at the same moment', async () => {
    const starts = [first, first, second, second].map((key) => Process.start(configFor(key, [first, second])));
    for (const process of await Promise.all(starts)) await process.query('SELECT 1');
  });

  describe('of version 0.1', () => {
    /** What that version does at each start: the owner itself signs in, with a password made of the key. */
    async function startOldVersion(): Promise<Process> {
      const name = owner();
      const password = createHmac('sha256', first).update(`database role ${name}`).digest('base64url');
      const [known] = await database.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
      await database.query(`${known ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN PASSWORD '${password}'`);
      await database.query(`GRANT ${name} TO CURRENT_USER`);
      await database.query(`CREATE SCHEMA IF NOT EXISTS notes AUTHORIZATION ${name}`);
      const url = new URL(database.url);
      [url.username, url.password] = [name, password];
      return Object.assign(Object.create(Process.prototype) as Process, { url: url.toString() });
    }

    it('go on beside the new ones, also after starting again, forward and back', async () => {
      await (await startOldVersion()).query('CREATE TABLE kept (id int)');
      await workSideBySide(startOldVersion, () => Process.start(configFor(first)));
      const now = await Process.start(configFor(first));
      await now.query('ALTER TABLE kept ADD COLUMN text text');
      await (await startOldVersion()).query(`INSERT INTO kept VALUES (1, 'back again')`);
    });

    it('lose their password with the key that made it', async () => {
      const old = await startOldVersion();
      await (await Process.start(configFor(first))).query('SELECT 1');
      await Process.start(configFor(second, [first]));
      await old.query('SELECT 1');
      await untilNobodyIsConnected();
      const now = await Process.start(configFor(second));
      await expect(old.open()).rejects.toThrow(/not permitted to log in|authentication failed/);
      await now.query('SELECT 1');
    });
  });

  it('are made by an account that may make roles and little else', async () => {
    const maker = `maker_${unique()}`;
    await database.query(`CREATE ROLE ${maker} LOGIN CREATEROLE PASSWORD 'x'`);
    await database.query(`ALTER DATABASE ${database.name} OWNER TO ${maker}`);
    const url = new URL(database.url);
    [url.username, url.password] = [maker, 'x'];
    await workSideBySide(
      () => Process.start(configFor(first, [second], url.toString())),
      () => Process.start(configFor(second, [first], url.toString())),
    );
    await untilNobodyIsConnected();
    await Process.start(configFor(second, [], url.toString()));
    expect(await loginsOf()).toHaveLength(1);
  });

  it('are left to the operator where the account may make none', async () => {
    const plain = `plain_${unique()}`;
    await database.query(`CREATE ROLE ${plain} LOGIN PASSWORD 'x'`);
    await database.query(`CREATE SCHEMA notes AUTHORIZATION ${plain}`);
    const url = new URL(database.url);
    [url.username, url.password] = [plain, 'x'];
    for (const key of [first, second]) {
      const process = await Process.start(configFor(key, [], url.toString()));
      expect(process.url).toBe(url.toString());
      await process.query(`CREATE TABLE by_${key.slice(0, 5)} (id int)`);
    }
    expect(await loginsOf()).toEqual([]);
  });
});
