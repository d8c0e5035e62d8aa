import { type PlaybackState } from '@djamms/contracts';

/** A state without what is made from the clock, so that two answers can be compared: time goes on between them. */
export function timeless({ serverTime: _, nowPlaying, player, ...state }: PlaybackState): Record<string, unknown> {
  const { position: __, ...playing } = nowPlaying;
  return { ...state, playing, player: player && { ...player, last_heartbeat: 0 } };
}
