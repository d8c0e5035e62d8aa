import { Client } from 'pg';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  createPino,
  JsonLogger,
  loadConfig,
  migrateSchema,
  startService,
  untilReady,
  type Config,
} from '@djamms/platform';
import { eventually, TestPlace } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { migrateAll } from '../src/migrate-all';
import { allSchemas } from '../src/schemas';

class Table1700000000001 implements MigrationInterface {
  readonly name = 'Table1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE thing (id int)');
  }
  async down(): Promise<void> {}
}
class Column1700000000002 implements MigrationInterface {
  readonly name = 'Column1700000000002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE thing ADD COLUMN size int');
  }
  async down(): Promise<void> {}
}

describe('the migration job', () => {
  let place: TestPlace;
  let config: Config;
  const configure = (env: Record<string, string> = {}): Config =>
    loadConfig({ ...place.environment(), HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...env });
  const run = (): Promise<void> =>
    migrateAll(config, allSchemas(), new JsonLogger(createPino(config, 'migrate')), new AbortController().signal);
  const executed = async (schema: string): Promise<string[]> =>
    (await place.database.query<{ name: string }>(`SELECT name FROM ${schema}.migrations ORDER BY id`)).map(
      ({ name }) => name,
    );

  beforeEach(async () => {
    place = await TestPlace.make();
    config = configure();
  });
  afterEach(() => place.remove());

  it('makes all seven schemas, however many of it run at once and how often', async () => {
    await Promise.all([run(), run()]);
    await run();
    const schemas = allSchemas();
    expect(schemas.map(({ service }) => service).sort()).toEqual(
      ['auth', 'file', 'monitoring', 'music', 'playlist', 'scheduler', 'search'].sort(),
    );
    for (const { service, migrations } of schemas) expect(await executed(service)).toHaveLength(migrations.length);
    const owners = await place.database.query<{ tableowner: string }>(
      "SELECT tableowner FROM pg_tables WHERE schemaname = 'monitoring' AND tablename = 'activity_log'",
    );
    expect(owners[0]?.tableowner).toMatch(/_activity_owner$/);
  });

  it('is what a service with MIGRATIONS=wait waits for, in words; one that only waits has started and lives', async () => {
    const service = await startService(authService, configure({ MIGRATIONS: 'wait' }));
    try {
      const ask = async (probe: string) => {
        const answer = await fetch(`${service.url}/health/${probe}`);
        return { status: answer.status, text: await answer.text() };
      };
      await eventually(async () =>
        expect(await ask('ready')).toMatchObject({
          status: 503,
          text: expect.stringContaining('waits for migrations: the schema auth is not there'),
        }),
      );
      expect(await ask('started')).toMatchObject({ status: 200 });
      expect(await ask('live')).toMatchObject({ status: 200 });
      await run();
      await untilReady(service, 60_000);
      await eventually(async () => expect(await ask('ready')).toMatchObject({ status: 200 }));
    } finally {
      await service.close();
    }
  });

  it('names what has not been run; a database that is newer is none the worse', async () => {
    await run();
    await place.database.query(
      "INSERT INTO auth.migrations (timestamp, name) VALUES (1999999999999, 'Future1999999999999')",
    );
    const lost = (await executed('auth'))[1]!;
    await place.database.query(`DELETE FROM auth.migrations WHERE name = '${lost}'`);
    const service = await startService(authService, configure({ MIGRATIONS: 'wait' }));
    try {
      await eventually(async () =>
        expect(await (await fetch(`${service.url}/health/ready`)).text()).toContain(`waits for migrations: ${lost}`),
      );
      await place.database.query(`INSERT INTO auth.migrations (timestamp, name) VALUES (1, '${lost}')`);
      await untilReady(service, 60_000);
    } finally {
      await service.close();
    }
  });

  it('lets others at a table that it waits for, and goes on when that is free', async () => {
    await migrateSchema(config, { service: 'probe', migrations: [Table1700000000001] });
    const reader = new Client({ connectionString: place.database.url });
    await reader.connect();
    try {
      await reader.query('BEGIN');
      await reader.query('SELECT * FROM probe.thing');
      const told: string[] = [];
      const logger = { log: () => undefined, warn: (text: unknown) => void told.push(String(text)) };
      const migrations = [Table1700000000001, Column1700000000002];
      const migrating = migrateSchema(config, { service: 'probe', migrations }, { logger });
      await eventually(() => expect(told).toContainEqual(expect.stringContaining('a table is in use')));
      await place.database.query('SELECT * FROM probe.thing');
      await reader.query('COMMIT');
      expect(await migrating).toMatchObject({ ran: ['Column1700000000002'] });
      await place.database.query('SELECT size FROM probe.thing');
    } finally {
      await reader.end();
    }
  });

  it('fails with the reason where a migration is wrong, and leaves nothing of it', async () => {
    const migrations = [Column1700000000002];
    await expect(migrateSchema(config, { service: 'probe', migrations })).rejects.toThrow(/thing/);
    expect(await executed('probe')).toEqual([]);
  });
});
