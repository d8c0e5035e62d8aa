import { type TrackSummary } from '@djamms/contracts';
import { type RemovedTrack, type TrackDocument } from '../engine/search-engine';
import { textOf } from '../engine/track-text';

/** The scope of tracks shared by all venues. */
const shared = '00000000-0000-0000-0000-000000000000';

export const scopeOf = (venueId: string | null): string => venueId ?? shared;
export const venueOfScope = (scope: string): string | null => (scope === shared ? null : scope);
/** What a venue sees. */
export const scopesOf = (venueId: string): string[] => [venueId, shared];

/** A row of `documents`, in the names of its columns. */
export interface DocumentRow {
  track_id: string;
  scope: string;
  version: number;
  title_text: string;
  base_text: string;
  artist_text: string;
  album_text: string;
  genre_text: string;
  is_version: boolean;
  artist: string;
  genre: string | null;
  year: number | null;
  duration: number;
  source: string;
  popularity: number;
  play_count: number;
  summary: TrackSummary;
}

export function toRow(track: TrackSummary): DocumentRow {
  const { title, base, isVersion, artist, album, genre } = textOf(track);
  return {
    track_id: track.id,
    scope: scopeOf(track.venueId),
    version: track.version,
    title_text: title,
    base_text: base,
    artist_text: artist,
    album_text: album,
    genre_text: genre,
    is_version: isVersion,
    artist: track.artist,
    genre: track.genre,
    year: track.year,
    duration: track.duration,
    source: track.source,
    popularity: track.popularity,
    play_count: track.playCount,
    summary: track,
  };
}

/** What engines need of a row. `revision` is a bigint, which arrives as text. */
export interface StoredRow {
  track_id: string;
  scope: string;
  revision: string;
  popularity: number;
  play_count: number;
  clicks: number;
  summary: TrackSummary;
  removed: boolean;
}
export const storedColumns = `track_id, scope, revision, popularity, play_count, clicks, summary, deleted_at IS NOT NULL AS removed`;

export const toDocument = (row: StoredRow): TrackDocument => ({
  track: { ...row.summary, popularity: row.popularity, playCount: row.play_count },
  revision: Number(row.revision),
  clicks: row.clicks,
});

export const toRemoved = (row: StoredRow): RemovedTrack => ({
  trackId: row.track_id,
  venueId: venueOfScope(row.scope),
  revision: Number(row.revision),
});
