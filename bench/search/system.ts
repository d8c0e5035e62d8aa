import { type Client } from 'pg';
import { type SearchRebuild, type TrackSummary } from '@djamms/contracts';
import { eventually, spawnSystem, type Owner, type RestClient, type TestElasticsearch } from '@djamms/testing';
import { makeLibrary } from '../../apps/search/test/judged/library';
import { type Song } from '../../apps/search/test/judged/songs';
import { residentMb } from '../lib/memory';
import { must } from '../lib/systems';
import { putDocuments, putTracks, withClient } from './fill';

export type EngineName = 'built-in' | 'elasticsearch';

/** The services that a search goes through, with a library of one venue in music and in the documents of search. */
export interface SearchSystem {
  engine: EngineName;
  url: string;
  databaseUrl: string;
  elasticsearchUrl: string | undefined;
  owner: Owner;
  /** The owner again, as one who runs the system. */
  admin: RestClient;
  songs: readonly Song[];
  tracks: readonly TrackSummary[];
  /** MB. */
  memory(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export interface SearchSystemOptions {
  engine: EngineName;
  count: number;
  songs: readonly Song[];
  elasticsearch?: TestElasticsearch;
  say: (line: string) => void;
}

const fillTimeoutMs = 600_000;
const mostCounted = 10_000;

export async function startSearch(options: SearchSystemOptions): Promise<SearchSystem> {
  const { engine, count, songs, elasticsearch, say } = options;
  const elasticsearchUrl = elasticsearch?.url;
  const index = `bench-${process.pid}-${Date.now()}`;
  const env: Record<string, string> =
    elasticsearchUrl === undefined ? {} : { ELASTICSEARCH_URL: elasticsearchUrl, ELASTICSEARCH_INDEX: index };
  const spawned = await spawnSystem({ services: ['gateway', 'auth', 'music', 'file', 'search'], env });
  try {
    const owner = await spawned.rest().registerOwner();
    const databaseUrl = spawned.place.database.url;
    const tracks = makeLibrary(songs, count, owner.venueId);
    say('Filling the library and the index');
    await withClient(databaseUrl, async (client) => {
      await untilFilled(client);
      await putTracks(client, tracks);
      await putDocuments(client, tracks);
    });
    const admin = await becomeAdmin(databaseUrl, owner, spawned.rest());
    await untilFound(owner, count);
    if (engine === 'elasticsearch') await untilIndexed(admin);
    const pid = spawned.process('search').pid ?? 0;
    return {
      engine,
      url: spawned.url(),
      databaseUrl,
      elasticsearchUrl,
      owner,
      admin,
      songs,
      tracks,
      memory: async () => ({
        'search process': await residentMb(pid),
        ...(await tableSizes(databaseUrl)),
        ...(elasticsearch && {
          'Elasticsearch process': await residentMb(elasticsearch.pid ?? 0),
          'Elasticsearch index': await indexSize(elasticsearch.url, index),
        }),
      }),
      stop: () => spawned.stop(),
    };
  } catch (error) {
    await spawned.stop();
    throw error;
  }
}

/** The service fills itself from the empty library first, and ends by dropping what that does not hold. */
const untilFilled = (client: Client): Promise<void> =>
  eventually(async () => {
    const { rowCount } = await client.query('SELECT 1 FROM search.index_fills WHERE completed_at IS NOT NULL');
    if (rowCount === 0) throw new Error('The first fill has not ended');
  }, fillTimeoutMs);

const untilFound = (owner: Owner, count: number): Promise<void> =>
  eventually(async () => {
    const { body } = await owner.rest.get<{ total: number }>('/api/search', { pageSize: 1 });
    if (body.total < Math.min(count, mostCounted)) throw new Error(`${body.total} tracks can be found`);
  }, fillTimeoutMs);

/** Until then the built-in engine answers in its place. */
async function untilIndexed(admin: RestClient): Promise<void> {
  const started = must(await admin.post<SearchRebuild>('/api/search/rebuild'));
  await rebuilt(admin, started.jobId);
}

/** Resolves when that rebuild is done. */
export async function rebuilt(admin: RestClient, jobId: string | null): Promise<SearchRebuild> {
  let last: SearchRebuild | undefined;
  await eventually(async () => {
    last = must(await admin.get<SearchRebuild>('/api/search/rebuild'));
    if (last.jobId === jobId && last.state === 'failed') return;
    if (last.jobId !== jobId || last.state !== 'done') throw new Error(`The rebuild is ${JSON.stringify(last)}`);
  }, fillTimeoutMs);
  if (last?.state !== 'done') throw new Error(`The rebuild failed: ${last?.error}`);
  return last;
}

async function becomeAdmin(databaseUrl: string, owner: Owner, rest: RestClient): Promise<RestClient> {
  await withClient(databaseUrl, (client) =>
    client.query(`UPDATE auth.users SET role = 'admin' WHERE username = $1`, [owner.username]),
  );
  const { username, password } = owner;
  const { accessToken } = must(await rest.post<{ accessToken: string }>('/api/auth/login', { username, password }));
  return rest.as(accessToken);
}

async function tableSizes(databaseUrl: string): Promise<Record<string, number>> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ mb: number }>(
      `SELECT (pg_total_relation_size('search.documents') / 1e6)::float AS mb`,
    );
    return { 'documents in PostgreSQL': rows[0]?.mb ?? 0 };
  });
}

async function indexSize(url: string, index: string): Promise<number> {
  const response = await fetch(`${url}/${index}/_stats/store`);
  const { _all: all } = (await response.json()) as { _all: { primaries: { store: { size_in_bytes: number } } } };
  return all.primaries.store.size_in_bytes / 1e6;
}
