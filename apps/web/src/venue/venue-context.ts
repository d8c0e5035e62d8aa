import { type VenueConnection, type VenueSnapshot } from '@djamms/client';
import { type User } from '@djamms/contracts';
import { createContext, use, useSyncExternalStore } from 'react';

export type Venue = User['venues'][number];

export interface VenueContextValue {
  venue: Venue;
  connection: VenueConnection;
}

export const VenueContext = createContext<VenueContextValue | null>(null);

/** The venue that this window shows, and its line to the server. */
export function useVenue(): VenueContextValue {
  const value = use(VenueContext);
  if (value === null) throw new Error('useVenue is used outside of a venue');
  return value;
}

/** A part of what is known of the venue. `select` gives the same object as long as nothing changed in it. */
export function useVenueSnapshot<T>(select: (snapshot: VenueSnapshot) => T): T {
  const { connection } = useVenue();
  return useSyncExternalStore(connection.subscribe, () => select(connection.getSnapshot()));
}

export const usePlaybackState = () => useVenueSnapshot((snapshot) => snapshot.state);
export const useNowPlaying = () => useVenueSnapshot((snapshot) => snapshot.state?.nowPlaying ?? null);
export const useConnectionState = () => useVenueSnapshot((snapshot) => snapshot.connection);
