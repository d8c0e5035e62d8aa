import { type NowPlaying } from '@djamms/contracts';

/** Where a track's sound ends, seconds from its start. */
export function soundEnd(track: Pick<NowPlaying, 'duration' | 'real_end_offset'>): number {
  const { duration, real_end_offset: end } = track;
  return end !== null && end > 0 && end < duration ? end : duration;
}

/** Seconds into the current track at a moment of the server's clock, between 0 and the end of its sound. */
export function positionAt(nowPlaying: NowPlaying, serverNow: number): number {
  const running = nowPlaying.state === 'playing' && nowPlaying.start_timestamp !== null;
  const raw = running ? (serverNow - (nowPlaying.start_timestamp ?? 0)) / 1000 : nowPlaying.position;
  return Math.min(Math.max(raw, 0), soundEnd(nowPlaying));
}
