import { type ServerClock, positionAt } from '@djamms/client';
import { type NowPlaying } from '@djamms/contracts';
import { useCallback, useSyncExternalStore } from 'react';
import { useNowPlaying, useVenue } from './venue-context';

const nothing = (): void => undefined;

/**
 * Seconds into the current track, moving while it plays.
 * @param steps how often a second it moves; below 1 for what need not be exact.
 */
export function usePosition(steps = 4): number {
  const { connection } = useVenue();
  return useMovingPosition(useNowPlaying(), connection.clock, steps);
}

/** The same for any song and clock. */
export function useMovingPosition(nowPlaying: NowPlaying | null, clock: ServerClock, steps: number): number {
  const running = nowPlaying?.state === 'playing';
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!running) return nothing;
      const timer = setInterval(listener, 1000 / steps);
      return () => clearInterval(timer);
    },
    [running, steps],
  );
  return useSyncExternalStore(subscribe, () => {
    if (nowPlaying === null) return 0;
    return Math.floor(positionAt(nowPlaying, clock.serverNow()) * steps) / steps;
  });
}
