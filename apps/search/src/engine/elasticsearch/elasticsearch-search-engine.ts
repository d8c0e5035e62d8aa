import { type Client } from '@elastic/elasticsearch';
import { type Suggestion } from '@djamms/contracts';
import {
  SearchEngine,
  type EngineStats,
  type RemovedTrack,
  type SearchQuery,
  type SearchResult,
  type TrackDocument,
} from '../search-engine';
import { askedOf } from './asked';
import { CircuitBreaker, CircuitOpen } from './circuit-breaker';
import { operationsOf, writePage, type IndexStore } from './index-store';
import { mappingVersion } from './mapping';
import { ScopedIndex } from './scoped-index';
import { SearchFlow } from './search-flow';
import { SuggestFlow } from './suggest-flow';
import { VenueScope } from './venue-scope';

/** The engine where Elasticsearch is configured; null where it is not. */
export const ELASTICSEARCH_ENGINE = Symbol('ELASTICSEARCH_ENGINE');

/** Search in Elasticsearch. It keeps all venues in one index and narrows every question to one of them. */
export class ElasticsearchSearchEngine extends SearchEngine {
  readonly name = 'elasticsearch';
  private readonly breaker = new CircuitBreaker();
  /** Why the index may not be asked although it answers; null where it may. */
  private staleness: string | null = null;
  private hasShared = true;

  constructor(
    private readonly client: Client,
    readonly store: IndexStore,
  ) {
    super();
  }

  /** Whoever feeds the index says whether it is what it should be; until then nobody is answered from it. */
  setStale(reason: string | null): void {
    if (reason === null && this.staleness !== null) this.breaker.close();
    this.staleness = reason;
  }

  /** Whether there are tracks that all venues share; where there are none, their words need not be looked for. */
  setShared(hasShared: boolean): void {
    this.hasShared = hasShared;
  }

  async search(venueId: string, query: SearchQuery): Promise<SearchResult> {
    const asked = askedOf(VenueScope.of(venueId, this.hasShared), query.text);
    return this.ask((index) => new SearchFlow(index, asked, query).run());
  }

  async suggest(venueId: string, text: string, limit: number): Promise<Suggestion[]> {
    const asked = askedOf(VenueScope.of(venueId, this.hasShared), text);
    return this.ask((index) => new SuggestFlow(index, asked, limit).run());
  }

  /** Writes to the index in use and to one that is being filled beside it. */
  async index(documents: readonly TrackDocument[]): Promise<void> {
    const operations = await operationsOf({ documents });
    for (const index of await this.store.list()) await this.store.write(index, operations);
  }

  async remove(removed: readonly RemovedTrack[]): Promise<void> {
    const operations = await operationsOf({ removed });
    for (const index of await this.store.list()) await this.store.write(index, operations);
  }

  async fill(pages: AsyncIterable<readonly TrackDocument[]>): Promise<void> {
    const index = this.store.names.make();
    await this.store.create(index);
    for await (const documents of pages)
      for (let from = 0; from < documents.length; from += writePage)
        await this.store.write(index, await operationsOf({ documents: documents.slice(from, from + writePage) }));
    await this.store.refresh(index);
    await this.store.use(index);
    const others = (await this.store.list()).filter((each) => each !== index);
    for (const other of others) await this.store.drop(other);
  }

  async stats(): Promise<EngineStats> {
    const { documents, bytes } = await this.store.size();
    return { tracks: documents, bytes };
  }

  /** Whether it answers searches now: that of its cluster's state alone an index without its data is no different. */
  async check(): Promise<void> {
    await this.store.ping();
    const inUse = await this.store.inUse();
    if (inUse === null) throw new Error('its index has not been made yet');
    if (inUse.mappingVersion !== mappingVersion) throw new Error('its index is being made anew for this version');
    if (this.staleness !== null) throw new Error(this.staleness);
    if (this.breaker.isOpen) throw new CircuitOpen();
    await this.store.probe();
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async ask<T>(question: (index: ScopedIndex) => Promise<T>): Promise<T> {
    if (this.staleness !== null) throw new Error(this.staleness);
    return this.breaker.run(() => question(new ScopedIndex(this.client, this.store.names.alias)));
  }
}
