import { Client } from '@elastic/elasticsearch';
import { freePort } from '@djamms/embedded';
import { getRebuild, rebuildIndex } from '@djamms/contracts';
import {
  SpawnedService,
  TestElasticsearch,
  eventually,
  ownerIdentity,
  startTestSystem,
  unique,
  userIdentity,
  type TestSystem,
} from '@djamms/testing';
import { TestLibrary } from '../test-library';
import { untilEqual } from './elastic-system';

const tracks = 6_000;
/** How far it may come before each kill: further than before, and not to its end, however late the kill is. */
const reaches = [2_000, 3_500, 5_000];
const changesBetween = 40;

/** The service as a process of its own, from the build: it can be killed at any moment. */
describe('a search process that is killed in mid-rebuild', () => {
  const { venueId } = ownerIdentity();
  const index = `test-${unique()}`;
  const library: TestLibrary = new TestLibrary(venueId, () => system.messages);
  let elasticsearch: TestElasticsearch;
  let client: Client;
  let system: TestSystem;
  let search: SpawnedService;
  let step = 0;

  beforeAll(async () => {
    elasticsearch = await TestElasticsearch.start();
    client = new Client({ node: elasticsearch.url, maxRetries: 5 });
    library.hold(tracks);
    system = await startTestSystem({ services: [], prepare: (tap) => library.serve(tap) });
    const { place } = system;
    const engine = { ELASTICSEARCH_URL: elasticsearch.url, ELASTICSEARCH_INDEX: index };
    search = new SpawnedService({
      service: 'search',
      label: 'search',
      port: await freePort(),
      env: { ...process.env, ...place.environment(), HOST: '127.0.0.1', ...engine },
      folder: place.folder,
    });
    search.start();
    await search.ready();
    await eventually(async () => expect(await newest()).toMatchObject({ reason: 'first', state: 'done' }), 120_000);
    await untilEqual(client, index, library);
  });
  afterAll(async () => {
    await search?.stop();
    await system?.stop();
    await client?.close();
    await elasticsearch?.stop();
  });

  const admin = () => system.as(userIdentity({ role: 'admin' }));
  const newest = () => admin().request(getRebuild, {});
  const done = async (): Promise<number> => {
    const [row] = await system.database.query<{ done: number }>(
      `SELECT sum(done)::int AS done FROM search.rebuild_parts
        WHERE rebuild_id = (SELECT id FROM search.rebuilds ORDER BY started_at DESC LIMIT 1)`,
    );
    return row?.done ?? 0;
  };
  /** Of all kinds, while nobody listens. */
  const changeMuch = async (): Promise<void> => {
    for (const end = step + changesBetween; step < end; step++) await library.change(step);
  };

  it('goes on when it is started again, and the new index is the library', async () => {
    library.pageTakes = 300;
    library.reach = reaches[0]!;
    const { jobId } = await admin().request(rebuildIndex, {});
    const reached: number[] = [];
    for (const reach of reaches) {
      library.reach = reach;
      await eventually(async () => expect(await done()).toBeGreaterThan(reached.at(-1) ?? 0));
      await search.kill();
      reached.push(await done());
      await changeMuch();
      const [row] = await system.database.query<{ state: string }>('SELECT state FROM search.rebuilds WHERE id = $1', [
        jobId,
      ]);
      expect(row?.state).toBe('running');
      search.start();
      await search.ready();
      await changeMuch();
    }
    library.reach = Infinity;
    await eventually(async () => expect(await newest()).toMatchObject({ jobId, state: 'done', error: null }), 120_000);
    // It began where it had been each time, and not at the beginning.
    expect(reached).toEqual(reached.toSorted((a, b) => a - b));
    await untilEqual(client, index, library);
    await eventually(async () =>
      expect(Object.keys(await client.indices.get({ index: `${index}.*` }))).toHaveLength(1),
    );
  });
});
