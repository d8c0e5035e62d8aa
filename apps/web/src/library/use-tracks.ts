import { type CallInputOf, type OutputOf, type TrackSummary, listTracks } from '@djamms/contracts';
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../session/api';
import { laterPages } from './later-pages';

export type TrackSort = NonNullable<CallInputOf<typeof listTracks>['sort']>;
type ListedTrack = OutputOf<typeof listTracks>['items'][number];
/** As listed or as found; a search does not tell what became of the file's sound. */
export type Track = TrackSummary & Partial<Pick<ListedTrack, 'processing' | 'processingError'>>;

export interface TrackFilter {
  venueId: string;
  sort: TrackSort;
}

/** Rows read at a time. */
export const pageSize = 100;

const trackPage = ({ venueId, sort }: TrackFilter, page: number) =>
  queryOptions({
    queryKey: ['tracks', venueId, sort, page],
    queryFn: ({ signal }) => api.call(listTracks, { venueId, sort, page, pageSize }, { signal }),
    staleTime: 30_000,
  });

/**
 * The tracks of a library of any size: only the pages in sight are read.
 * @param pages pages in sight, from 1.
 */
export function useTracks(filter: TrackFilter, pages: readonly number[]) {
  const first = useQuery({ ...trackPage(filter, 1), placeholderData: keepPreviousData });
  const others = useQueries({
    queries: pages.filter((page) => page > 1).map((page) => trackPage(filter, page)),
    combine: laterPages,
  });
  const byPage = new Map(others.pages.map((page) => [page.page, page.items]));
  if (first.data !== undefined) byPage.set(1, first.data.items);
  return {
    total: first.data?.total ?? 0,
    /** The track in a row, from 0; undefined while its page is on the way. */
    trackAt: (index: number): Track | undefined => byPage.get(Math.floor(index / pageSize) + 1)?.[index % pageSize],
    isLoading: first.isLoading,
    /** What is shown is in the order before. */
    isOlder: first.isPlaceholderData,
    /** Why songs are missing. */
    error: first.data === undefined ? first.error : others.error,
    retry: first.data === undefined ? () => void first.refetch() : others.retry,
  };
}
