import { type PlaybackState, type RequestRules, type SongRequest, type TrackSummary } from '@djamms/contracts';

/** What a guest sees of the venue. */
export interface KioskState {
  nowPlaying: PlaybackState['nowPlaying'];
  queue: PlaybackState['queue'];
  rules: RequestRules;
}

/** Why a song can't be requested right now, as far as a window can tell before it asks. */
export type Hindrance =
  | { kind: 'closed' | 'playing' | 'mine' | 'waiting' | 'artist' }
  /** Seconds. */
  | { kind: 'long'; limit: number }
  /** Requests of one guest that may wait at once. */
  | { kind: 'full'; limit: number };

type Song = Pick<TrackSummary, 'id' | 'artist' | 'duration'>;

/** Requests that still count as waiting for their guest. */
export const isWaiting = ({ status }: Pick<SongRequest, 'status'>): boolean =>
  status === 'pending' || status === 'approved' || status === 'queued';

/**
 * The first rule that speaks against a song; null when none does. The server decides in the end: it knows of what
 * was played and asked for before, which a window does not.
 * @param now the server's clock, milliseconds since 1970
 */
export function hindranceOf(
  song: Song,
  { nowPlaying, queue, rules }: KioskState,
  mine: readonly SongRequest[],
  now: number,
): Hindrance | null {
  if (nowPlaying.track_id === song.id) return { kind: 'playing' };
  const waiting = mine.filter(isWaiting);
  if (waiting.some(({ trackId }) => trackId === song.id)) return { kind: 'mine' };
  if (queue.priority_queue.some((item) => item.track_id === song.id)) return { kind: 'waiting' };
  if (!rules.is_open) return { kind: 'closed' };
  if (song.duration > rules.max_duration) return { kind: 'long', limit: rules.max_duration };
  if (waiting.length >= rules.max_waiting_per_guest) return { kind: 'full', limit: rules.max_waiting_per_guest };
  if (requestsOfArtist(song.artist, queue, rules, now) >= rules.max_per_artist) return { kind: 'artist' };
  return null;
}

/** Requests for the artist that wait and were made within the rule's time: at least so many were made. */
function requestsOfArtist(artist: string, queue: KioskState['queue'], rules: RequestRules, now: number): number {
  const name = plain(artist);
  const since = now - rules.artist_window_minutes * 60_000;
  return queue.priority_queue.filter((item) => item.is_request && item.added_at >= since && plain(item.artist) === name)
    .length;
}

/** Without case and accents, as the rule compares. */
const plain = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
