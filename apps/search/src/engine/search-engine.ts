import { type InputOf, type OutputOf, type TrackSummary, type searchTracks, type suggest } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';

export type SearchFilters = Omit<InputOf<typeof searchTracks>, 'venueId' | 'q' | 'page' | 'pageSize'>;

export interface SearchQuery {
  /** As typed; anything at all. Empty lists everything that the filters leave, most popular first. */
  text: string;
  filters: SearchFilters;
  page: number;
  pageSize: number;
}

export type SearchResult = Pick<OutputOf<typeof searchTracks>, 'items' | 'total' | 'artists' | 'facets' | 'didYouMean'>;
export type Suggestion = OutputOf<typeof suggest>['items'][number];

/**
 * What search needs of an engine. Whoever reads says whose library is meant: a venue sees its own tracks and the
 * shared ones, and there is no way to ask without one. Writing is safe to repeat, in any order: an older version
 * never replaces a newer one, and a removed track stays removed. An engine in the service's own database writes
 * within the given transaction; another one has written when the promise resolves.
 */
export abstract class SearchEngine {
  abstract index(tracks: TrackSummary[], transaction: EntityManager): Promise<void>;

  abstract remove(track: { trackId: string; venueId: string | null }, transaction: EntityManager): Promise<void>;

  /** A play changed what ranks higher; it is no new version of the track. */
  abstract rank(
    play: { trackId: string; popularity: number; playCount: number },
    transaction: EntityManager,
  ): Promise<void>;

  /** Facets and total are those of everything found, not of the page. */
  abstract search(venueId: string, query: SearchQuery): Promise<SearchResult>;

  /** What the text may become, best first. */
  abstract suggest(venueId: string, text: string, limit: number): Promise<Suggestion[]>;

  /** Ends a rebuild: what has not been indexed since it began is no track any more. */
  abstract finishRebuild(begunAt: Date, transaction: EntityManager): Promise<void>;
}
