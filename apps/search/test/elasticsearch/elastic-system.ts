import { isDeepStrictEqual } from 'node:util';
import { Client } from '@elastic/elasticsearch';
import { searchTracks, type TrackSummary } from '@djamms/contracts';
import { Health, loadConfig, startService, untilReady, type RunningService } from '@djamms/platform';
import {
  TestElasticsearch,
  eventually,
  ownerIdentity,
  startTestSystem,
  unique,
  type TestSystem,
} from '@djamms/testing';
import {
  ELASTICSEARCH_ENGINE,
  ElasticsearchSearchEngine,
} from '../../src/engine/elasticsearch/elasticsearch-search-engine';
import { searchService } from '../../src/service';
import { TestLibrary } from '../test-library';

/** The search service on a real Elasticsearch, beside a library that tells it of every change. */
export class ElasticSystem {
  readonly owner = ownerIdentity();
  readonly index = `test-${unique()}`;
  readonly library = new TestLibrary(this.owner.venueId, () => this.system.messages);
  readonly client: Client;
  private started: TestSystem | undefined;
  private readonly others: RunningService[] = [];

  private constructor(readonly elasticsearch: TestElasticsearch) {
    this.client = new Client({ node: elasticsearch.url, maxRetries: 5 });
  }

  /** @param tracks that the library holds from the beginning */
  static async start(elasticsearch: TestElasticsearch, tracks = 0): Promise<ElasticSystem> {
    const made = new ElasticSystem(elasticsearch);
    made.library.hold(tracks);
    made.started = await startTestSystem({
      services: [searchService],
      env: made.environment(),
      prepare: (tap) => made.library.serve(tap),
    });
    return made;
  }

  get system(): TestSystem {
    if (!this.started) throw new Error('The system has not started yet');
    return this.started;
  }

  /** Another replica of the service. */
  async addReplica(): Promise<RunningService> {
    const environment = { ...this.system.place.environment(), HOST: '127.0.0.1', PORT: '0', ...this.environment() };
    const replica = await startService(searchService, loadConfig(environment));
    this.others.push(replica);
    await untilReady(replica);
    return replica;
  }

  async stopReplicas(): Promise<void> {
    await Promise.all(this.others.splice(0).map((replica) => replica.close()));
  }

  async stop(): Promise<void> {
    await this.stopReplicas();
    await this.started?.stop();
    await this.client.close();
  }

  search(q: string) {
    return this.system.as(this.owner).request(searchTracks, { q });
  }

  /** The engine's part in the service's health. */
  async health(): Promise<{ status: string; check: string | undefined; detail: string | null | undefined }> {
    const { status, checks } = await this.system.get('search', Health).check();
    const check = checks.find(({ name }) => name === 'search engine');
    return { status, check: check?.status, detail: check?.detail };
  }

  /** Whether Elasticsearch answers, and not the built-in engine in its place. */
  get engine(): ElasticsearchSearchEngine {
    const engine: unknown = this.system.get('search', ELASTICSEARCH_ENGINE as never);
    if (!(engine instanceof ElasticsearchSearchEngine)) throw new Error('Elasticsearch is not configured');
    return engine;
  }

  async untilServed(): Promise<void> {
    await eventually(async () => {
      await expect(this.engine.search(this.owner.venueId, everything)).resolves.toBeDefined();
    });
  }

  /** All that the index in use holds, by the ids of the tracks. */
  indexed(): Promise<Map<string, TrackSummary>> {
    return indexedTracks(this.client, this.index);
  }

  untilEqual(): Promise<void> {
    return untilEqual(this.client, this.index, this.library);
  }

  /** The indices there are, whatever they are used for. */
  async indices(): Promise<string[]> {
    return Object.keys(await this.client.indices.get({ index: `${this.index}.*` }));
  }

  /** Of the index in use. */
  async segments(): Promise<number> {
    const { indices = {} } = await this.client.indices.segments({ index: this.index });
    const copies = Object.values(indices).flatMap(({ shards }) => Object.values(shards).flat());
    return copies.flatMap(({ segments }) => Object.keys(segments)).length;
  }

  private environment(): Record<string, string> {
    return { ELASTICSEARCH_URL: this.elasticsearch.url, ELASTICSEARCH_INDEX: this.index };
  }
}

const everything = { text: '', filters: {}, page: 1, pageSize: 1 };

export async function indexedTracks(client: Client, index: string): Promise<Map<string, TrackSummary>> {
  await client.indices.refresh({ index });
  const { hits } = await client.search<{ track: TrackSummary }>({ index, size: 10_000 });
  return new Map(hits.hits.flatMap(({ _source }) => (_source ? [[_source.track.id, _source.track]] : [])));
}

/** Index and library, document by document. Many changes may have to come first, on a machine that is busy. */
export const untilEqual = (client: Client, index: string, library: TestLibrary): Promise<void> =>
  eventually(async () => expect(differences(await indexedTracks(client, index), library.tracks)).toEqual([]), 120_000);

type Tracks = ReadonlyMap<string, TrackSummary>;

/** Only what differs: to show all the others each time takes longer than the service needs to catch up. */
const differences = (indexed: Tracks, held: Tracks): unknown[] =>
  [...new Set([...indexed.keys(), ...held.keys()])]
    .filter((id) => !isDeepStrictEqual(indexed.get(id), held.get(id)))
    .map((id) => ({ indexed: indexed.get(id), held: held.get(id) }));
