import { Client } from 'pg';
import { type TrackSummary } from '@djamms/contracts';
import { eventually, spawnSystem, type Owner } from '@djamms/testing';
import { toRow } from '../../apps/search/src/documents/document-row';
import { putSql } from '../../apps/search/src/documents/document-sql';
import { makeLibrary } from '../../apps/search/test/judged/library';
import { type Song } from '../../apps/search/test/judged/songs';
import { residentMb } from '../lib/memory';

export type EngineName = 'built-in' | 'elasticsearch';

/** The services that a search goes through, with a library of one venue. */
export interface SearchSystem {
  url: string;
  databaseUrl: string;
  owner: Owner;
  songs: readonly Song[];
  /** From the first document written until the last one can be found. */
  filledSeconds: number;
  /** MB. */
  memory(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export interface SearchSystemOptions {
  engine: EngineName;
  count: number;
  songs: readonly Song[];
  elasticsearchUrl?: string;
  say: (line: string) => void;
}

const batch = 2_000;
const fillTimeoutMs = 300_000;
const mostCounted = 10_000;

export async function startSearch({ count, songs, elasticsearchUrl, say }: SearchSystemOptions): Promise<SearchSystem> {
  const index = `bench-${process.pid}-${Date.now()}`;
  const env: Record<string, string> =
    elasticsearchUrl === undefined ? {} : { ELASTICSEARCH_URL: elasticsearchUrl, ELASTICSEARCH_INDEX: index };
  const spawned = await spawnSystem({ services: ['gateway', 'auth', 'music', 'search'], env });
  try {
    const owner = await spawned.rest().registerOwner();
    const databaseUrl = spawned.place.database.url;
    const tracks = makeLibrary(songs, count, owner.venueId);
    say('Filling the index');
    const startedAt = performance.now();
    await putTracks(databaseUrl, tracks);
    await eventually(async () => {
      const { body } = await owner.rest.get<{ total: number }>('/api/search', { pageSize: 1 });
      if (body.total < Math.min(count, mostCounted)) throw new Error(`${body.total} tracks can be found`);
    }, fillTimeoutMs);
    const filledSeconds = (performance.now() - startedAt) / 1_000;
    const pid = spawned.process('search').pid ?? 0;
    return {
      url: spawned.url(),
      databaseUrl,
      owner,
      songs,
      filledSeconds,
      memory: async () => ({
        'search process': await residentMb(pid),
        ...(await tableSizes(databaseUrl)),
        ...(elasticsearchUrl === undefined ? {} : { 'Elasticsearch index': await indexSize(elasticsearchUrl, index) }),
      }),
      stop: () => spawned.stop(),
    };
  } catch (error) {
    await spawned.stop();
    throw error;
  }
}

/** As the search service itself writes what music tells it of. */
async function putTracks(databaseUrl: string, tracks: readonly TrackSummary[]): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('SET search_path = search, public');
    for (let at = 0; at < tracks.length; at += batch)
      await client.query(putSql, [JSON.stringify(tracks.slice(at, at + batch).map(toRow))]);
    await client.query('VACUUM ANALYZE documents');
  });
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
  const response = await fetch(`${url}/${index}*/_stats/store`);
  const { _all: all } = (await response.json()) as { _all: { primaries: { store: { size_in_bytes: number } } } };
  return all.primaries.store.size_in_bytes / 1e6;
}

async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
