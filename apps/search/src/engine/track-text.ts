import { type TrackSummary } from '@djamms/contracts';
import { normalize } from '../text/normalize';
import { parseTitle } from '../text/version';

/** What is searched of a track, normalised; the same for every engine. */
export interface TrackText {
  /** The whole title, with its version and guests. */
  title: string;
  /** The title without them: what people type. */
  base: string;
  /** A live take, remix or remaster: below its original, unless asked for. */
  isVersion: boolean;
  artist: string;
  /** The artist's name without “the” at its beginning. */
  artistStart: string;
  album: string;
  genre: string;
}

/** “The Beatles” begin with B; “The The” and “The” are names. */
export const withoutArticle = (artist: string): string =>
  artist.startsWith('the ') && artist !== 'the the' ? artist.slice(4) : artist;

export function textOf(track: TrackSummary): TrackText {
  const { base, isVersion } = parseTitle(track.title);
  const title = normalize(track.title);
  const artist = normalize(track.artist);
  return {
    title,
    base: base === track.title ? title : normalize(base) || title,
    isVersion,
    artist,
    artistStart: withoutArticle(artist),
    album: normalize(track.album ?? ''),
    genre: normalize(track.genre ?? ''),
  };
}
