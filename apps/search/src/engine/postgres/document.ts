import { type TrackSummary } from '@djamms/contracts';
import { normalize, wordsOf } from '../../text/normalize';

/** The scope of tracks shared by all venues. */
const shared = '00000000-0000-0000-0000-000000000000';

export const scopeOf = (venueId: string | null): string => venueId ?? shared;
/** What a venue sees. */
export const scopesOf = (venueId: string): string[] => [venueId, shared];

/** A row of `documents`, in the names of its columns. */
export interface DocumentRow {
  track_id: string;
  scope: string;
  version: number;
  title_text: string;
  artist_text: string;
  album_text: string;
  genre_text: string;
  word_list: string[];
  artist: string;
  genre: string | null;
  year: number | null;
  duration: number;
  source: string;
  popularity: number;
  play_count: number;
  summary: TrackSummary;
}

export function toDocument(track: TrackSummary): DocumentRow {
  const [title, artist, album] = [track.title, track.artist, track.album ?? ''].map(normalize) as [
    string,
    string,
    string,
  ];
  return {
    track_id: track.id,
    scope: scopeOf(track.venueId),
    version: track.version,
    title_text: title,
    artist_text: artist,
    album_text: album,
    genre_text: normalize(track.genre ?? ''),
    word_list: [...new Set([title, artist, album].flatMap(wordsOf))],
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
