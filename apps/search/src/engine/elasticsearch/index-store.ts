import { errors, type Client, type estypes } from '@elastic/elasticsearch';
import { type RemovedTrack, type TrackDocument } from '../search-engine';
import { mapInSlices } from '../../in-slices';
import { toSource } from './document';
import { type IndexNames } from './index-names';
import { fillSettings, mappings, usedSettings } from './mapping';

/** Documents that are written at once: half a second's work, and on a busy machine still within the limit. */
export const writePage = 1_000;
/** Of these, so many are prepared without a pause: a few milliseconds. */
const slice = 100;
/** Shorter than the database lets a transaction wait that keeps others from the same work. */
const writeLimitMs = 20_000;
const manageLimitMs = 20_000;
const lookLimitMs = 1_000;
/** Minutes for tens of millions of tracks; nothing is held meanwhile, and the engine goes on if nobody waits. */
export const mergeLimitMs = 60 * 60_000;

/** The index is not there (any more): lost with its data, or dropped by hand. */
export class IndexMissing extends Error {
  constructor(readonly index: string) {
    super(`The index ${index} is missing.`);
    this.name = 'IndexMissing';
  }
}

export interface Writes {
  documents?: readonly TrackDocument[];
  removed?: readonly RemovedTrack[];
}

/** Makes, fills, swaps and drops indices; knows nothing of who searches. */
export class IndexStore {
  constructor(
    private readonly client: Client,
    readonly names: IndexNames,
  ) {}

  /** Does nothing when it is there already. */
  async create(index: string): Promise<void> {
    try {
      await this.client.indices.create(
        { index, settings: fillSettings, mappings, aliases: { [this.names.writeAlias(index)]: {} } },
        { requestTimeout: manageLimitMs },
      );
    } catch (error) {
      if (!isProblem(error, 'resource_already_exists_exception')) throw error;
    }
  }

  /**
   * Writes what is newer than what the index holds, in any order, as often as one likes.
   * @param operations of `operationsOf`
   * @param visible waits until searches find it, which a large write should not
   * @throws IndexMissing
   */
  async write(index: string, operations: readonly string[], visible = false): Promise<void> {
    if (operations.length === 0) return;
    const response = await this.client.bulk(
      { index: this.names.writeAlias(index), operations: [...operations], require_alias: true, refresh: visible },
      { requestTimeout: writeLimitMs },
    );
    if (response.errors) this.refuse(index, response.items);
  }

  /** What is no newer than what the index holds is left out, which is as it should be. */
  private refuse(index: string, items: readonly estypes.BulkResponse['items'][number][]): void {
    const failed = items.flatMap((item) => item.index ?? item.delete ?? []).filter(({ status }) => status >= 400);
    const problem = failed.find(({ status, error }) => status !== 409 && error !== undefined)?.error;
    if (problem?.type === 'index_not_found_exception') throw new IndexMissing(index);
    if (problem) throw new Error(`Elasticsearch refused a document: ${problem.type}: ${problem.reason ?? ''}`);
  }

  /** @throws IndexMissing */
  async refresh(index: string): Promise<void> {
    try {
      await this.client.indices.refresh({ index }, { requestTimeout: manageLimitMs });
    } catch (error) {
      throw isProblem(error, 'index_not_found_exception') ? new IndexMissing(index) : error;
    }
  }

  /**
   * One segment in place of many: a query looks up each of its words in every segment there is. What is written later
   * makes small ones beside it.
   * @throws IndexMissing
   */
  async condense(index: string, stopped?: AbortSignal): Promise<void> {
    try {
      await this.client.indices.forcemerge(
        { index, max_num_segments: 1 },
        // The client sends its own events to the signal it is given.
        { requestTimeout: mergeLimitMs, maxRetries: 0, ...(stopped ? { signal: AbortSignal.any([stopped]) } : {}) },
      );
    } catch (error) {
      throw isProblem(error, 'index_not_found_exception') ? new IndexMissing(index) : error;
    }
  }

  /** From now on searches go to this index; there is no moment at which they go to none. */
  async use(index: string): Promise<void> {
    const alias = this.names.alias;
    await this.client.indices.putSettings({ index, settings: usedSettings }, { requestTimeout: manageLimitMs });
    const actions = [{ remove: { index: this.names.all, alias, must_exist: false } }, { add: { index, alias } }];
    await this.client.indices.updateAliases({ actions }, { requestTimeout: manageLimitMs });
  }

  async drop(index: string): Promise<void> {
    await this.client.indices.delete({ index, ignore_unavailable: true }, { requestTimeout: manageLimitMs });
  }

  /** Every index of this system. */
  async list(): Promise<string[]> {
    const found = await this.client.indices.get(
      { index: this.names.all, allow_no_indices: true, features: 'aliases' },
      { requestTimeout: manageLimitMs },
    );
    return Object.keys(found);
  }

  /** The one that is searched, with the version of its mapping; null where there is none. */
  async inUse(): Promise<{ index: string; mappingVersion: number } | null> {
    try {
      const found = await this.client.indices.getMapping({ index: this.names.alias }, { requestTimeout: writeLimitMs });
      const [entry] = Object.entries(found);
      if (entry === undefined) return null;
      const version: unknown = entry[1].mappings._meta?.version;
      return { index: entry[0], mappingVersion: typeof version === 'number' ? version : 0 };
    } catch (error) {
      if (isProblem(error, 'index_not_found_exception')) return null;
      throw error;
    }
  }

  /** The newest revision that the index has seen. */
  async newestRevision(index: string): Promise<number> {
    const { aggregations } = await this.client.search<unknown, { newest: estypes.AggregationsMaxAggregate }>(
      { index, size: 0, aggs: { newest: { max: { field: 'revision' } } } },
      { requestTimeout: writeLimitMs },
    );
    return aggregations?.newest.value ?? 0;
  }

  async size(): Promise<{ documents: number; bytes: number }> {
    const { _all } = await this.client.indices.stats(
      { index: this.names.alias, metric: ['docs', 'store'] },
      { requestTimeout: writeLimitMs },
    );
    return { documents: _all.primaries?.docs?.count ?? 0, bytes: _all.primaries?.store?.size_in_bytes ?? 0 };
  }

  /** @throws when the engine does not answer within a second */
  async ping(): Promise<void> {
    await this.client.ping({}, { requestTimeout: lookLimitMs, maxRetries: 0 });
  }

  /** Looks for nothing in the index in use. @throws when that cannot be searched, in all of it, within a second */
  async probe(): Promise<void> {
    await this.client.search(
      { index: this.names.alias, size: 0, terminate_after: 1, allow_partial_search_results: false },
      { requestTimeout: lookLimitMs, maxRetries: 0 },
    );
  }
}

const isProblem = (error: unknown, type: string): boolean =>
  error instanceof errors.ResponseError && error.message.includes(type);

/** As the index takes them; for several indices they are made once. */
export async function operationsOf({ documents = [], removed = [] }: Writes): Promise<string[]> {
  return [
    ...(await mapInSlices(documents, slice, indexLines)),
    ...removed.map(({ trackId, revision }) =>
      JSON.stringify({ delete: { _id: trackId, version: revision, version_type: 'external' } }),
    ),
  ];
}

const indexLines = (document: TrackDocument): string =>
  JSON.stringify({ index: { _id: document.track.id, version: document.revision, version_type: 'external' } }) +
  `\n${JSON.stringify(toSource(document))}`;
