import { type Suggestion } from '@djamms/contracts';

/** A track that may be suggested. */
export interface SuggestedTrack {
  id: string;
  /** As shown. */
  title: string;
  artist: string;
  popularity: number;
}

/** An artist who may be suggested. */
export interface SuggestedArtist {
  /** As shown. */
  name: string;
  /** Of all their tracks together, versions left out. */
  popularity: number;
  /** The whole name was typed, and is long enough not to be a mere beginning. */
  isExact: boolean;
}

/** An artist takes the place of a title when so many times as popular: all their songs together, beside that one. */
const fame = 12;
/** Letters from which a wrong one among them is forgiven, and a name typed in full is meant. */
export const leastMended = 4;

/** Those typed in full, then the popular. */
export const byFame = (a: SuggestedArtist, b: SuggestedArtist): number =>
  Number(b.isExact) - Number(a.isExact) || b.popularity - a.popularity || (a.name < b.name ? -1 : 1);

/**
 * Artists before titles, `limit` of both at most. One artist takes the place of a title, when far more popular or typed
 * in full. Places that are left are for artists up to the half of all, then for other tracks, then for more artists.
 *
 * @param artists by fame
 * @param titles those that begin so, best first
 * @param others what else may be meant, best first; asked for only when places are left, and for so many
 */
export function suggested(
  artists: readonly SuggestedArtist[],
  titles: readonly SuggestedTrack[],
  others: (missing: number) => readonly SuggestedTrack[],
  limit: number,
): Suggestion[] {
  const lastTitle = titles[limit - 1];
  // Where there are fewer titles than places, nobody's place is taken.
  const offered = artists.filter(
    ({ isExact, popularity }) => isExact || !lastTitle || popularity >= fame * lastTitle.popularity,
  );
  const places = Math.min(offered.length, Math.max(1, limit - titles.length), Math.ceil(limit / 2));
  const tracks = titles.slice(0, limit - places);
  const missing = limit - places - tracks.length;
  if (missing > 0) tracks.push(...others(missing).slice(0, missing));
  return [...offered.slice(0, limit - tracks.length).map(ofArtist), ...tracks.map(ofTrack)];
}

const ofArtist = ({ name }: SuggestedArtist): Suggestion => ({ kind: 'artist', text: name });

const ofTrack = ({ id, title, artist }: SuggestedTrack): Suggestion => ({
  kind: 'track',
  text: title,
  trackId: id,
  artist,
});
