import { setTimeout as sleep } from 'node:timers/promises';
import { getRebuild, rebuildIndex, rebuildProgressed } from '@djamms/contracts';
import { TestElasticsearch, eventually, userIdentity } from '@djamms/testing';
import { DataSource } from 'typeorm';
import { ElasticSystem } from './elastic-system';

/** More than one of the pages in which an index is filled. */
const manyTracks = 5_000;

describe('a new index beside the one in use', () => {
  const admin = userIdentity({ role: 'admin' });
  let elasticsearch: TestElasticsearch;
  let system: ElasticSystem;

  beforeAll(async () => {
    elasticsearch = await TestElasticsearch.start();
    system = await ElasticSystem.start(elasticsearch, manyTracks);
    await system.addReplica();
    await eventually(async () => expect((await system.indexed()).size).toBe(manyTracks), 120_000);
    await system.untilServed();
  });
  afterAll(async () => {
    await system?.stop();
    await elasticsearch?.stop();
  });

  const start = () => system.system.as(admin).request(rebuildIndex, {});
  const newest = () => system.system.as(admin).request(getRebuild, {});
  const untilDone = (jobId: string | null) =>
    eventually(async () => expect(await newest()).toMatchObject({ jobId, state: 'done' }), 120_000);
  const partDone = async (part: string): Promise<number> => {
    const [row] = await system.system.database.query<{ done: number }>(
      `SELECT done FROM search.rebuild_parts JOIN search.rebuilds ON id = rebuild_id
        WHERE part = $1 ORDER BY started_at DESC LIMIT 1`,
      [part],
    );
    return row?.done ?? 0;
  };

  /** Asks and changes without a pause until `work` is over. No answer may fail, or hold nothing. */
  async function during(work: () => Promise<void>): Promise<void> {
    let over = false;
    const asking = (async () => {
      while (!over) expect((await system.search('song')).total).toBeGreaterThan(0);
    })();
    const changing = (async () => {
      for (let step = 0; !over; step++) {
        await system.library.change(step);
        await sleep(10);
      }
    })();
    try {
      await work();
    } finally {
      over = true;
    }
    await Promise.all([asking, changing]);
  }

  it('is filled with the library while changes flow into both, and takes its place in one step', async () => {
    const [before] = await system.indices();
    // Changes that nobody told of: the library is read anew too.
    system.library.hold(3);
    const [forgotten] = system.library.tracks.keys();
    if (forgotten) system.library.tracks.delete(forgotten);
    await during(async () => {
      const { jobId } = await start();
      await untilDone(jobId);
    });
    await system.untilEqual();
    await eventually(async () => expect(await system.indices()).toHaveLength(1));
    expect(await system.indices()).not.toEqual([before]);
    await eventually(() => {
      const told = system.system.messages.noticed(rebuildProgressed);
      expect(told.at(-1)).toMatchObject({ kind: 'reindex', done: expect.any(Number), total: told.at(-1)?.done });
    });
  });

  it('is one segment when nothing changes meanwhile, in which each word is looked up once', async () => {
    const { jobId } = await start();
    await untilDone(jobId);
    await expect(system.segments()).resolves.toBe(1);
  });

  it('stays a few segments, however many changes come one by one', async () => {
    for (let step = 0; step < 40; step++) {
      await system.library.change(step);
      await sleep(100);
    }
    await system.untilEqual();
    // Merging is done beside; as Elasticsearch does it by itself, ten would stay.
    await eventually(async () => expect(await system.segments()).toBeLessThanOrEqual(4));
  });

  it('is told changes that follow each other together: each time that searches see something new costs them', async () => {
    const refreshes = async (): Promise<number> => {
      const { _all: all } = await system.client.indices.stats({ index: await system.indices(), metric: 'refresh' });
      return all.primaries?.refresh?.external_total ?? NaN;
    };
    const [id] = system.library.tracks.keys();
    const before = await refreshes();
    const startedAt = performance.now();
    for (let change = 0; performance.now() - startedAt < 5_000; change++) {
      await system.library.rename(id!, `Song of change ${change}`);
      await sleep(50);
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    // Two a second, and one that it makes by itself.
    expect((await refreshes()) - before).toBeLessThanOrEqual(seconds * 3 + 3);
    await system.untilEqual();
  });

  it('is made once, however often and wherever it is asked for', async () => {
    // So that it is not over before the last of them is heard.
    system.library.reach = 0;
    const started = await Promise.all(Array.from({ length: 6 }, start));
    system.library.reach = Infinity;
    expect(new Set(started.map(({ jobId }) => jobId)).size).toBe(1);
    await untilDone(started[0]?.jobId ?? null);
    await eventually(async () => expect(await system.indices()).toHaveLength(1));
  });

  it('goes on where it was when the processes stop and Elasticsearch is killed on the way', async () => {
    system.library.reach = manyTracks / 2;
    const { jobId } = await start();
    await eventually(async () => expect(await partDone('index')).toBeGreaterThan(0));
    await system.stopReplicas();
    await system.system.halt('search');
    await elasticsearch.kill();
    const done = await partDone('index');
    await system.system.start('search');
    await expect(newest()).resolves.toMatchObject({ jobId, state: 'running' });
    system.library.reach = Infinity;
    await during(async () => {
      await sleep(500);
      await elasticsearch.restart();
      await untilDone(jobId);
    });
    expect(done).toBeGreaterThan(0);
    await system.untilEqual();
    await expect(newest()).resolves.toMatchObject({ error: null, reason: 'admin' });
  });

  it('is made when the one in use was away for so long that it may have missed removals', async () => {
    const [before] = await system.indices();
    const [first, second] = [...system.library.tracks.keys()].sort();
    const stone = `SELECT 1 FROM search.documents WHERE track_id = $1 AND deleted_at IS NOT NULL`;
    // While this is held, nobody brings the index anything.
    await system.system.get('search', DataSource).transaction(async (manager) => {
      await manager.query('SELECT 1 FROM search.outside_indices FOR UPDATE');
      await system.library.remove(first!);
      await eventually(async () => expect(await manager.query(stone, [first])).toHaveLength(1));
      await manager.query('DELETE FROM search.documents WHERE track_id = $1', [first]);
      await system.library.rename(second!, 'After a month');
      await manager.query(`UPDATE search.outside_indices SET followed_at = now() - interval '26 days'`);
      const renamed = `SELECT 1 FROM search.documents WHERE track_id = $1 AND summary->>'title' = 'After a month'`;
      await eventually(async () => expect(await manager.query(renamed, [second])).toHaveLength(1));
    });
    await eventually(async () => expect(await system.indices()).not.toContain(before), 120_000);
    await system.untilEqual();
  });

  it('is not made because nothing has changed for long', async () => {
    const before = await system.indices();
    await system.system.database.query(`UPDATE search.outside_indices SET followed_at = now() - interval '26 days'`);
    const quiet = `SELECT 1 FROM search.outside_indices WHERE followed_at < now() - interval '1 day'`;
    await eventually(async () => expect(await system.system.database.query(quiet)).toEqual([]));
    await system.library.add({ title: 'After a quiet month' });
    await system.untilEqual();
    expect(await system.indices()).toEqual(before);
  });

  it('begins again with a new index when the half of it is lost', async () => {
    system.library.reach = manyTracks / 2;
    const { jobId } = await start();
    await eventually(async () => expect(await partDone('index')).toBeGreaterThan(0));
    const [, filling] = (await system.indices()).sort();
    await system.client.indices.delete({ index: filling! });
    system.library.reach = Infinity;
    await untilDone(jobId);
    await system.untilEqual();
  });

  it('is made by itself when its mapping is of an older version, without asking for the library', async () => {
    await system.system.halt('search');
    await system.system.database.query('UPDATE search.outside_indices SET mapping_version = 0');
    const asked = system.library.exports;
    await system.system.start('search');
    await expect(system.search('song')).resolves.toMatchObject({ items: expect.any(Array) });
    await eventually(async () => expect(await newest()).toMatchObject({ reason: 'mapping', state: 'done' }), 120_000);
    expect(system.library.exports).toBe(asked);
    await system.untilServed();
    await system.untilEqual();
  });

  it('finds the first track that all venues share, by a slip too, as soon as it is there', async () => {
    await system.library.add({ venueId: null, title: 'Nebulous Serenade', artist: 'Everybody' });
    await eventually(async () => {
      const query = { text: 'nebulus serenade', filters: {}, page: 1, pageSize: 5 };
      const { items } = await system.engine.search(system.owner.venueId, query);
      expect(items[0]).toMatchObject({ title: 'Nebulous Serenade' });
    });
  });

  it('is for admins and services to start', async () => {
    const { owner } = system;
    await expect(system.system.as(owner).request(rebuildIndex, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(system.system.as(owner).request(getRebuild, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(system.system.as().request(rebuildIndex, {})).rejects.toMatchObject({ code: 'unauthenticated' });
    const weekly = await system.system.asService('scheduler').request(rebuildIndex, {});
    expect(weekly).toMatchObject({ state: 'running', reason: 'weekly', engine: 'elasticsearch' });
    await untilDone(weekly.jobId);
  });
});
