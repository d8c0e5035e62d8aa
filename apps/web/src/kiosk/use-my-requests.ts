import { type WaitEstimate } from '@djamms/client';
import { type RequestWait, type SongRequest, listMyRequests } from '@djamms/contracts';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useGuestId, useKiosk } from './kiosk-context';

export interface MyRequest {
  request: SongRequest;
  /** The server's word on its wait; null when it gave none. */
  estimate: WaitEstimate | null;
}

const keyOf = (venueId: string) => ['kiosk', 'mine', venueId];
const none: readonly MyRequest[] = [];

const entryOf = (request: SongRequest, wait: RequestWait | null, at: number): MyRequest => ({
  request,
  estimate: wait === null ? null : { wait, at },
});

/** What this guest asked for today, newest first. */
export function useMyRequests(): readonly MyRequest[] {
  const { venue, api, connection } = useKiosk();
  const { data } = useQuery({
    queryKey: keyOf(venue.id),
    queryFn: async ({ signal }) => {
      const { items } = await api.call(listMyRequests, { venueId: venue.id }, { signal });
      const at = connection.clock.serverNow();
      return items.map(({ request, wait }) => entryOf(request, wait, at));
    },
    staleTime: Infinity,
  });
  return data ?? none;
}

/** Puts a request into the list, in the place of what was known of it; older news changes nothing. */
export function keepMine(
  queries: QueryClient,
  venueId: string,
  request: SongRequest,
  wait: RequestWait | null,
  at: number,
): void {
  const queryKey = keyOf(venueId);
  queries.setQueryData<readonly MyRequest[]>(queryKey, (known = none) => {
    const before = known.find((entry) => entry.request.id === request.id);
    if (before === undefined) return [entryOf(request, wait, at), ...known];
    if (before.request.updatedAt > request.updatedAt) return known;
    const entry = wait === null ? { request, estimate: before.estimate } : entryOf(request, wait, at);
    return known.map((other) => (other === before ? entry : other));
  });
  // A list that is on its way may have been written before this, and would take its place.
  if (queries.isFetching({ queryKey }) > 0) void queries.invalidateQueries({ queryKey, refetchType: 'all' });
}

/** Follows what becomes of the guest's requests; asks anew when something may have been missed. */
export function useRequestNews(): void {
  const { venue, connection } = useKiosk();
  const guestId = useGuestId();
  const queries = useQueryClient();
  useEffect(() => {
    const stop = connection.on('REQUEST_UPDATE', (request) => {
      if (request.requesterId === guestId) keepMine(queries, venue.id, request, null, connection.clock.serverNow());
    });
    const stopCatchingUp = connection.onCaughtUp(() => void queries.invalidateQueries({ queryKey: keyOf(venue.id) }));
    return () => {
      stop();
      stopCatchingUp();
    };
  }, [connection, guestId, queries, venue.id]);
}
