import { randomUUID } from 'node:crypto';
import {
  applyRetention,
  listActivity,
  loginFailed,
  playbackChanged,
  playbackSteered,
  systemActor,
  trackDeleted,
  type Actor,
  type CallInputOf,
  type PayloadOf,
} from '@djamms/contracts';
import { eventually, ownerIdentity, startTestSystem, userIdentity, type TestSystem } from '@djamms/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { monitoringService } from '../src/service';

describe('the activity log', () => {
  let system: TestSystem;
  let owner: ReturnType<typeof ownerIdentity>;
  const admin = userIdentity({ role: 'admin' });
  beforeAll(async () => {
    system = await startTestSystem({ services: [monitoringService] });
  });
  afterAll(() => system.stop());
  beforeEach(() => {
    owner = ownerIdentity();
  });

  const list = (query: CallInputOf<typeof listActivity> = {}, identity = owner) =>
    system.as(identity).request(listActivity, query);
  const deletion = (): PayloadOf<typeof trackDeleted> => ({
    trackId: randomUUID(),
    venueId: owner.venueId,
    fileId: null,
    title: 'Gone',
  });
  /** Something happens in the owner's venue and is in the log. @returns the entry's id */
  const happen = async (actor?: Actor): Promise<string> => {
    const id = randomUUID();
    await system.messages.publish(trackDeleted, deletion(), { id, venueId: owner.venueId, actor });
    await eventually(async () => expect((await list()).items.map((entry) => entry.id)).toContain(id));
    return id;
  };

  it('tells who did what, where and from where', async () => {
    const actor: Actor = {
      userId: owner.userId,
      username: owner.username,
      sessionId: owner.sessionId,
      ip: '192.0.2.7',
      userAgent: 'Firefox',
    };
    const id = await happen(actor);
    const { items, total } = await list();
    expect(total).toBe(1);
    expect(items[0]).toEqual({
      id,
      eventType: 'track_deleted',
      eventData: expect.objectContaining({ title: 'Gone', venueId: owner.venueId }),
      timestamp: expect.stringMatching(/Z$/),
      venueId: owner.venueId,
      userId: owner.userId,
      username: owner.username,
      sessionId: owner.sessionId,
      ipAddress: '192.0.2.7',
      userAgent: 'Firefox',
    });
  });

  it('names steering by what was done, and leaves out what is nobody’s action', async () => {
    const { venueId } = owner;
    await system.messages.publish(playbackChanged, { venueId, revision: 2, serverTime: 0, messages: [] }, { venueId });
    const detail = { command: 'PLAY_NEXT', device: { accessToken: 'must not be kept' } };
    await system.messages.publish(playbackSteered, { venueId, action: 'playback_command', detail }, { venueId });
    await eventually(async () => expect((await list()).total).toBe(1));
    expect((await list()).items[0]).toMatchObject({
      eventType: 'playback_command',
      eventData: { detail: { command: 'PLAY_NEXT', device: { accessToken: '[secret]' } } },
    });
  });

  it('has one entry for an event that arrives twice', async () => {
    const id = randomUUID();
    const payload = deletion();
    const options = { id, venueId: owner.venueId };
    await system.messages.publish(trackDeleted, payload, options);
    await system.messages.publish(trackDeleted, payload, options);
    await happen();
    await expect(list()).resolves.toMatchObject({ total: 2 });
  });

  it('keeps fields of the contract only, and takes what the database could not', async () => {
    const payload = { login: 'a\u0000b\ud800', userId: null, password: 'typed into the wrong field' };
    const id = randomUUID();
    await system.messages.publish(loginFailed, payload, { id });
    await eventually(async () => {
      const rows = await system.database.query('SELECT event_data FROM monitoring.activity_log WHERE log_id = $1', [
        id,
      ]);
      expect(rows).toEqual([{ event_data: { login: 'ab', userId: null } }]);
    });
  });

  it('shows members their venues, an admin all, guests and strangers nothing', async () => {
    const id = await happen();
    const elsewhere = randomUUID();
    await system.messages.publish(loginFailed, { login: 'nobody', userId: null }, { id: elsewhere });
    const stranger = ownerIdentity();
    await eventually(async () => {
      const { items } = await list({ pageSize: 200 }, { ...admin, venueId: '' });
      expect(items.map((entry) => entry.id)).toEqual(expect.arrayContaining([id, elsewhere]));
    });
    expect((await list()).items.map((entry) => entry.id)).not.toContain(elsewhere);
    await expect(list({}, stranger)).resolves.toMatchObject({ items: [], total: 0 });
    await expect(list({ venueId: owner.venueId }, stranger)).rejects.toMatchObject({ code: 'venue_not_found' });
    await expect(system.as(userIdentity()).request(listActivity, {})).resolves.toMatchObject({ total: 0 });
    const guest = userIdentity({ role: 'guest', venues: { [owner.venueId]: 'staff' } });
    await expect(system.as(guest).request(listActivity, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(system.as().request(listActivity, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is newest first, in pages, and narrowed by kind, person and time', async () => {
    const actor = { ...systemActor, userId: owner.userId };
    const ids = [await happen(), await happen(actor), await happen()];
    const pages = await Promise.all([1, 2].map((page) => list({ page, pageSize: 2 })));
    expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids.toReversed());
    expect(pages.map(({ total }) => total)).toEqual([3, 3]);
    await expect(list({ userId: owner.userId })).resolves.toMatchObject({ total: 1, items: [{ id: ids[1] }] });
    await expect(list({ eventType: 'track_deleted' })).resolves.toMatchObject({ total: 3 });
    await expect(list({ eventType: 'track_added' })).resolves.toMatchObject({ total: 0 });
    await expect(list({ from: '2100-01-01T00:00:00.000Z' })).resolves.toMatchObject({ total: 0 });
    await expect(list({ to: '2100-01-01T00:00:00.000Z' })).resolves.toMatchObject({ total: 3 });
  });

  describe('in the database', () => {
    const refused = /append-only/;

    it('refuses to change, remove or empty entries, even for the database’s owner', async () => {
      const id = await happen();
      const query = (sql: string, values?: unknown[]) => system.database.query(sql, values);
      await expect(query(`UPDATE monitoring.activity_log SET username = 'x' WHERE log_id = $1`, [id])).rejects.toThrow(
        refused,
      );
      await expect(query('DELETE FROM monitoring.activity_log WHERE log_id = $1', [id])).rejects.toThrow(refused);
      await expect(query('TRUNCATE monitoring.activity_log')).rejects.toThrow(refused);
      await expect(list()).resolves.toMatchObject({ total: 1 });
    });

    it('can not be got around by the service’s own role', async () => {
      const id = await happen();
      const own = system.get('monitoring', DataSource);
      const attempts = [
        `UPDATE activity_log SET username = 'x'`,
        'DELETE FROM activity_log',
        'TRUNCATE activity_log',
        'DROP TABLE activity_log',
        'ALTER TABLE activity_log DISABLE TRIGGER ALL',
        'DROP TRIGGER activity_log_is_append_only ON activity_log',
        'ALTER TABLE activity_log RENAME TO other',
        'DROP FUNCTION refuse_activity_change() CASCADE',
        `CREATE OR REPLACE FUNCTION refuse_activity_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
        'DROP SCHEMA monitoring CASCADE',
        'SET session_replication_role = replica',
        `SET djamms.forget_activity = 'on'; DELETE FROM activity_log`,
        'DELETE FROM activity_retention',
        'UPDATE activity_retention SET days = 0',
        'SET ROLE NONE; DELETE FROM activity_log',
        `SET ROLE ${system.database.name}_activity_owner; DROP TABLE activity_log`,
      ];
      for (const sql of attempts) {
        const outcome = await own.query(sql).then(
          () => 'done',
          () => 'refused',
        );
        expect([sql, outcome]).toEqual([sql, 'refused']);
      }
      expect((await list()).items.map((entry) => entry.id)).toEqual([id]);
    });

    it('forgets what is older than the retention, and nothing else, for services only', async () => {
      const kept = await happen();
      const age = async (days: number): Promise<string> => {
        const id = randomUUID();
        await system.database.query(
          `INSERT INTO monitoring.activity_log (log_id, event_type, event_data, venue_id, "timestamp")
           VALUES ($1, 'track_deleted', '{}', $2, now() - make_interval(days => $3))`,
          [id, owner.venueId, days],
        );
        return id;
      };
      const recent = await age(89);
      await age(91);
      await expect(system.as(owner).request(applyRetention, {})).rejects.toMatchObject({ code: 'forbidden' });
      await expect(system.asService('scheduler').request(applyRetention, {})).resolves.toMatchObject({ entries: 1 });
      expect((await list()).items.map((entry) => entry.id)).toEqual([kept, recent]);
    });

    it('stays sealed when the service starts again', async () => {
      await system.halt('monitoring');
      await system.start('monitoring');
      await happen();
      const own = system.get('monitoring', DataSource);
      await expect(own.query('DELETE FROM activity_log')).rejects.toThrow();
    });

    it('works, with its triggers, on an account that may make no roles', async () => {
      const role = `plain_${randomUUID().slice(0, 8)}`;
      const place = system.database;
      const name = `${place.name}_plain`;
      await place.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
      await place.query(`CREATE DATABASE ${name}`);
      const url = new URL(place.url);
      url.pathname = `/${name}`;
      const client = new Client({ connectionString: url.toString() });
      await client.connect();
      for (const extension of ['pg_trgm', 'btree_gin']) await client.query(`CREATE EXTENSION ${extension}`);
      await client.query(`CREATE SCHEMA monitoring AUTHORIZATION ${role}`);
      url.username = role;
      url.password = 'x';
      const other = await startTestSystem({ services: [monitoringService], env: { DATABASE_URL: url.toString() } });
      try {
        await other.messages.publish(trackDeleted, deletion(), { venueId: owner.venueId });
        await eventually(async () => {
          await expect(other.as(owner).request(listActivity, {})).resolves.toMatchObject({ total: 1 });
        });
        await expect(other.get('monitoring', DataSource).query('DELETE FROM activity_log')).rejects.toThrow(refused);
      } finally {
        await other.stop();
        await client.end();
        await place.query(`DROP DATABASE ${name} WITH (FORCE)`);
        await place.query(`DROP ROLE ${role}`);
      }
    });
  });
});
