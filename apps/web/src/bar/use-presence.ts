import { getPlaybackState } from '@djamms/contracts';
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api } from '../session/api';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';
import { deviceName } from './device-name';

export interface Presence {
  state: 'connected' | 'lost' | 'none';
  device: string;
  /** Seconds since the player was last heard; null without a player. */
  age: number | null;
}

/** Milliseconds between looks at the heartbeat. It is news to nobody else, so it does not travel by itself. */
const lookEvery = 10_000;

const everySecond = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, 1_000);
  return () => clearInterval(timer);
};

/** Whether a player makes the sound, which one, and how long ago it was last heard. */
export function usePresence(): Presence {
  const { connection, venue } = useVenue();
  const player = useVenueSnapshot((snapshot) => snapshot.state?.player ?? null);
  const { data } = useQuery({
    queryKey: ['presence', venue.id],
    queryFn: ({ signal }) => api.call(getPlaybackState, { id: venue.id }, { signal }),
    refetchInterval: lookEvery,
    enabled: player?.connected === true,
    select: (state) => state.player,
    staleTime: 0,
  });
  const heard = Math.max(
    player?.last_heartbeat ?? 0,
    data?.device_id === player?.device_id ? (data?.last_heartbeat ?? 0) : 0,
  );
  const age = useSyncExternalStore(everySecond, () =>
    player === null ? null : Math.max(0, Math.round((connection.clock.serverNow() - heard) / 1000)),
  );
  if (player === null) return { state: 'none', device: '', age: null };
  return { state: player.connected ? 'connected' : 'lost', device: deviceName(player.user_agent), age };
}
