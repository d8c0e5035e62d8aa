import { getSearchAnalytics } from '@djamms/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../session/api';
import { useVenue } from '../venue/venue-context';

/** Queries of each list that are shown. */
const shown = 15;
/** They are counted hourly; more often there is nothing new to see. */
const freshMs = 60_000;

/** What the venue's people searched for in the last days. */
export function useSearches(days: number) {
  const { venue } = useVenue();
  return useQuery({
    queryKey: ['searches', venue.id, days],
    queryFn: ({ signal }) => api.call(getSearchAnalytics, { venueId: venue.id, days, limit: shown }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: freshMs,
  });
}
