import { type User } from '@djamms/contracts';
import { useSyncExternalStore } from 'react';
import { type Venue } from './venue-context';

const storageKey = 'djamms.venue';
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
};

/** Which venue the console steers; remembered by this browser. */
export function chooseVenue(venueId: string): void {
  localStorage.setItem(storageKey, venueId);
  for (const listener of listeners) listener();
}

/** The chosen venue, else the user's first; null for a user without one. */
export function useCurrentVenue(user: User | null): Venue | null {
  const chosen = useSyncExternalStore(subscribe, () => localStorage.getItem(storageKey));
  return user?.venues.find((venue) => venue.id === chosen) ?? user?.venues[0] ?? null;
}
