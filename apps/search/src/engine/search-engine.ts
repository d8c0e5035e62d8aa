import {
  type OutputOf,
  type SearchFilters,
  type Suggestion,
  type TrackSummary,
  type searchTracks,
} from '@djamms/contracts';

/** Of what was found, so many can be paged through, and up to there a total is exact. */
export const mostFound = 10_000;
export const mostArtists = 20;
/** Genres that the facet counts at most. */
export const mostGenres = 50;

/** A track as an engine keeps it. */
export interface TrackDocument {
  /** With the popularity and the play count of now; `track.venueId` is null for tracks shared by all venues. */
  track: TrackSummary;
  /** Grows with every change of the document, of whatever kind: the greatest is the newest. */
  revision: number;
  /** What people chose of what they found, decayed over weeks; 0 for most. Ranking adds it to the popularity. */
  clicks: number;
}

/** Where a track was. Its revision tells news that come late from a new beginning. */
export interface RemovedTrack {
  trackId: string;
  venueId: string | null;
  revision: number;
}

export interface SearchQuery {
  /** As typed; anything at all. Empty lists everything that the filters leave, most popular first. */
  text: string;
  filters: SearchFilters;
  /** From 1. */
  page: number;
  pageSize: number;
}

export type SearchResult = Pick<OutputOf<typeof searchTracks>, 'items' | 'total' | 'artists' | 'facets' | 'didYouMean'>;

export interface EngineStats {
  /** Tracks that the engine holds right now; the built-in one holds those of the venues that search. */
  tracks: number;
  /** Of memory (built-in) or disk (Elasticsearch). */
  bytes: number;
}

/**
 * What search needs of an engine; `test/engine-specification.ts` says what each must find, and in what order.
 *
 * Whoever reads says whose library is meant: a venue sees its own tracks and the shared ones, and there is no way to
 * ask without a venue. Writing is safe to repeat, in any order: an older revision never replaces a newer one.
 *
 * What is found: the tracks that hold every word as typed, the last one at least begun. Where these are few, or none
 * is what the words name, also the tracks that hold what the words may have been meant to be, a bounded number of
 * them. Total, facets and artists are of everything found; the page is a part of it.
 */
export abstract class SearchEngine {
  abstract readonly name: 'built-in' | 'elasticsearch';

  /** Settled when a search that begins now could find it within a second. Rejects when the engine cannot take it now. */
  abstract index(documents: readonly TrackDocument[]): Promise<void>;

  abstract remove(tracks: readonly RemovedTrack[]): Promise<void>;

  abstract search(venueId: string, query: SearchQuery): Promise<SearchResult>;

  /** What the text may become: artists and tracks, best first. */
  abstract suggest(venueId: string, text: string, limit: number): Promise<Suggestion[]>;

  /** Takes `pages` for everything there is, in place of what was; searches go on meanwhile. */
  abstract fill(pages: AsyncIterable<readonly TrackDocument[]>): Promise<void>;

  abstract stats(): Promise<EngineStats>;

  /** Rejects, with words for an operator, when the engine cannot answer. */
  abstract check(): Promise<void>;
}
