import { searchTracks } from '@djamms/contracts';
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../session/api';

/** Songs that fit on the list below a search field. */
const shownResults = 8;

const searchQuery = (venueId: string, q: string) =>
  queryOptions({
    queryKey: ['search', venueId, q],
    queryFn: ({ signal }) => api.call(searchTracks, { venueId, q, pageSize: shownResults }, { signal }),
    staleTime: 5_000,
  });

export function useTrackSearch(venueId: string, q: string) {
  return useQuery({ ...searchQuery(venueId, q), enabled: q !== '', placeholderData: keepPreviousData });
}

/** The results of exactly this text, for someone who types faster than the list follows. */
export function useSearchNow(venueId: string) {
  const client = useQueryClient();
  return useCallback((q: string) => client.fetchQuery(searchQuery(venueId, q)), [client, venueId]);
}
