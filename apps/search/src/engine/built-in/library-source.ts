import { type TrackSummary } from '@djamms/contracts';
import { type IndexedTrack } from './segment-builder';

/** A change of one track; null where it was removed. */
export interface LibraryChange {
  scope: string;
  id: string;
  revision: number;
  track: IndexedTrack | null;
}

export interface LibraryChanges {
  changes: LibraryChange[];
  /** Up to here nothing was left out. */
  revision: number;
  /** Whether there is more to read right now. */
  more: boolean;
}

/** Where libraries are read from: what is true of them, and everything about the tracks that are shown. */
export interface LibrarySource {
  /** The newest revision. */
  revision(): Promise<number>;
  /** All tracks of a scope in pages, in the ascending order of their ids. */
  tracks(scope: string): AsyncIterable<readonly IndexedTrack[]>;
  /** What changed in the scopes after a revision, in the order of the revisions. */
  changesAfter(revision: number, scopes: readonly string[]): Promise<LibraryChanges>;
  /** In the order of the ids; what is no more is left out. */
  summaries(scopes: readonly string[], ids: readonly string[]): Promise<TrackSummary[]>;
}
