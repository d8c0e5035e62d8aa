import { type PlaybackState, type QueueItem, type RequestWait, type SongRequest } from '@djamms/contracts';
import { positionAt, soundEnd } from './position';

/** What stands between a request and its sound, as far as a window can tell right now. */
export interface LiveWait {
  /** Songs that play before it, the current one included. */
  songsAhead: number;
  /** Seconds of music before it. While the music stands still they do not pass. */
  seconds: number | null;
  /**
   * `running`: it starts in that time. `paused`: in that time once the music goes on. `unknown`: nobody can tell how
   * long: the current song repeats, or no player is heard of.
   */
  kind: 'running' | 'paused' | 'unknown';
}

/** The server's word on a request, and when it was given (its own clock, ms). */
export interface WaitEstimate {
  wait: RequestWait;
  at: number;
}

type Seen = Pick<PlaybackState, 'nowPlaying' | 'queue' | 'settings' | 'player'>;

/**
 * The wait of a queued request, moving with the server's clock; null when it does not wait in the queue. A window
 * knows the first 200 songs of the queue; for a request beyond them the server's estimate is counted down.
 */
export function liveWait(
  state: Seen,
  request: Pick<SongRequest, 'itemId' | 'status'>,
  serverNow: number,
  estimate: WaitEstimate | null = null,
): LiveWait | null {
  if (request.status !== 'queued' || request.itemId === null) return null;
  const { nowPlaying, queue, settings } = state;
  const kind = kindOf(state);
  const onDeck = nowPlaying.item_id === null ? 0 : 1;
  const place = queue.priority_queue.findIndex((item) => item.item_id === request.itemId);
  if (place >= 0) {
    const ahead = queue.priority_queue.slice(0, place);
    return withKind(kind, place + onDeck, secondsOf(state, ahead, serverNow, settings.crossfade_time));
  }
  if (queue.priority_total <= queue.priority_queue.length || estimate === null) return null;
  const passed = kind === 'running' ? (serverNow - estimate.at) / 1000 : 0;
  const known = secondsOf(state, queue.priority_queue, serverNow, settings.crossfade_time);
  const { seconds, songsAhead } = estimate.wait;
  if (seconds === null) return withKind('unknown', songsAhead, null);
  return withKind(kind, songsAhead, Math.max(known, seconds - passed));
}

const withKind = (kind: LiveWait['kind'], songsAhead: number, seconds: number | null): LiveWait => ({
  songsAhead,
  seconds: kind === 'unknown' ? null : seconds,
  kind,
});

function kindOf({ nowPlaying, settings, player }: Seen): LiveWait['kind'] {
  if (settings.repeat_mode === 'one' && nowPlaying.item_id !== null) return 'unknown';
  if (nowPlaying.state !== 'playing' && nowPlaying.state !== 'buffering') return 'paused';
  return player?.connected === true ? 'running' : 'unknown';
}

/** Seconds until the songs are over, what is left of the current one included; each fades into the next. */
function secondsOf({ nowPlaying }: Seen, ahead: readonly QueueItem[], serverNow: number, crossfade: number): number {
  const left = nowPlaying.item_id === null ? 0 : soundEnd(nowPlaying) - positionAt(nowPlaying, serverNow);
  const inTurn = ahead.reduce((sum, { duration }) => sum + Math.max(0, duration - crossfade), 0);
  return Math.max(0, left - crossfade) + inTurn;
}
