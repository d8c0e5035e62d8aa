import { searchTracks } from '@djamms/contracts';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../session/api';
import { type Found, goesOn } from './choices';

/** Songs that fit on the list below a search field. */
const shownResults = 8;

const searchQuery = (venueId: string, text: string) =>
  queryOptions({
    queryKey: ['search', venueId, text],
    queryFn: async ({ signal }): Promise<Found> => ({
      ...(await api.call(searchTracks, { venueId, q: text, pageSize: shownResults }, { signal })),
      text,
    }),
    staleTime: 5_000,
  });

export function useTrackSearch(venueId: string, text: string) {
  return useQuery({
    ...searchQuery(venueId, text),
    enabled: text !== '',
    placeholderData: (older) => (older !== undefined && goesOn(older.text, text) ? older : undefined),
  });
}

/** The results of exactly this text, for someone who types faster than the list follows. */
export function useSearchNow(venueId: string) {
  const client = useQueryClient();
  return useCallback((text: string) => client.fetchQuery(searchQuery(venueId, text)), [client, venueId]);
}
