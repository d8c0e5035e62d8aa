import { type GuestApi, type VenueConnection, type VenueSnapshot } from '@djamms/client';
import { type OutputOf, type getKiosk } from '@djamms/contracts';
import { createContext, use, useSyncExternalStore } from 'react';
import { type RequestOutbox } from './request-outbox';
import { type KioskState } from './request-rules';

export type KioskView = OutputOf<typeof getKiosk>;

export interface KioskContextValue {
  venue: KioskView['venue'];
  /** What was shown before the line stood. */
  first: KioskView;
  api: GuestApi;
  connection: VenueConnection;
  outbox: RequestOutbox;
}

export const KioskContext = createContext<KioskContextValue | null>(null);

export function useKiosk(): KioskContextValue {
  const value = use(KioskContext);
  if (value === null) throw new Error('useKiosk is used outside of a kiosk');
  return value;
}

/** A part of what is known of the line. `select` gives the same object as long as nothing changed in it. */
export function useLine<T>(select: (snapshot: VenueSnapshot) => T): T {
  const { connection } = useKiosk();
  return useSyncExternalStore(connection.subscribe, () => select(connection.getSnapshot()));
}

/** What the guest sees of the venue: the newest that is known. */
export function useKioskState(): KioskState {
  const { first } = useKiosk();
  const state = useLine((snapshot) => snapshot.state);
  if (state === null) return first;
  return { nowPlaying: state.nowPlaying, queue: state.queue, rules: state.requestRules };
}

export const useGuestId = (): string | null => {
  const { guest } = useKiosk().api;
  return useSyncExternalStore(guest.subscribe, guest.getSnapshot)?.guestId ?? null;
};

export const useAsking = () => {
  const { outbox } = useKiosk();
  return useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
};
