import { type Suggestion } from '@djamms/contracts';
import { scopesOf } from '../../documents/document-row';
import { SearchEngine, type EngineStats, type SearchQuery, type SearchResult } from '../search-engine';
import { type LibraryCache } from './library-cache';
import { LibrarySearch } from './library-search';
import { type LibrarySource } from './library-source';
import { type Segment } from './segment';
import { suggestions } from './suggestions';

/** Search in the memory of this process, over libraries that are read from the service's documents. */
export class BuiltInSearchEngine extends SearchEngine {
  readonly name = 'built-in';

  constructor(
    private readonly source: LibrarySource,
    private readonly cache: LibraryCache,
  ) {
    super();
  }

  async search(venueId: string, { text, filters, page, pageSize }: SearchQuery): Promise<SearchResult> {
    const { ids, ...found } = new LibrarySearch(await this.segments(venueId), text, filters).run({ page, pageSize });
    return { ...found, items: await this.source.summaries(scopesOf(venueId), ids) };
  }

  async suggest(venueId: string, text: string, limit: number): Promise<Suggestion[]> {
    return suggestions(await this.segments(venueId), text, limit);
  }

  /** The documents are there already; what is in memory follows them. */
  index(): Promise<void> {
    return this.cache.follow();
  }

  remove(): Promise<void> {
    return this.cache.follow();
  }

  async fill(): Promise<void> {
    this.cache.clear();
    return Promise.resolve();
  }

  async stats(): Promise<EngineStats> {
    return Promise.resolve({ tracks: this.cache.tracks, bytes: this.cache.bytes });
  }

  async check(): Promise<void> {
    await this.source.revision();
  }

  private async segments(venueId: string): Promise<Segment[]> {
    const libraries = await Promise.all(scopesOf(venueId).map((scope) => this.cache.get(scope)));
    return libraries.flatMap((library) => library.segments());
  }
}
