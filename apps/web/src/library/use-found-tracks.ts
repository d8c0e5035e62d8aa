import { type OutputOf, searchTracks } from '@djamms/contracts';
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../session/api';
import { laterPages } from './later-pages';
import { type Facet, type Facets, type Narrowing, filtersOf, without } from './narrowing';
import { useLast } from './use-last';
import { type Track, pageSize } from './use-tracks';

type Found = OutputOf<typeof searchTracks>;

export interface LibrarySearch {
  venueId: string;
  /** Empty when nothing is searched for. */
  q: string;
  narrowing: Narrowing;
}

/** Of what was found, so many can be paged through. */
export const mostFound = 10_000;

const foundPage = ({ venueId, q, narrowing }: LibrarySearch, page: number, size = pageSize) =>
  queryOptions({
    queryKey: ['search', venueId, 'library', q, narrowing, page, size],
    queryFn: ({ signal }) =>
      api.call(searchTracks, { venueId, q, ...filtersOf(narrowing), page, pageSize: size }, { signal }),
    staleTime: 30_000,
    enabled: q !== '',
  });

/**
 * The tracks that a search finds in a library of any size, best first.
 * @param pages pages in sight, from 1.
 */
export function useFoundTracks(search: LibrarySearch, pages: readonly number[]) {
  const first = useQuery({ ...foundPage(search, 1), placeholderData: keepPreviousData });
  const total = Math.min(first.data?.total ?? 0, mostFound);
  const inSight = pages.filter((page) => page > 1 && (page - 1) * pageSize < total);
  const others = useQueries({
    queries: inSight.map((page) => foundPage(search, page)),
    combine: laterPages,
  });
  const facets = useFacets(search, first.isPlaceholderData ? undefined : first.data);
  const byPage = new Map(others.pages.map((page) => [page.page, page.items]));
  if (first.data !== undefined) byPage.set(1, first.data.items);
  return {
    total,
    trackAt: (index: number): Track | undefined => byPage.get(Math.floor(index / pageSize) + 1)?.[index % pageSize],
    facets,
    artists: first.data?.artists ?? [],
    didYouMean: first.data?.didYouMean,
    isLoading: first.isLoading,
    /** What is shown is of the search before. */
    isOlder: first.isPlaceholderData,
    /** Why songs are missing. */
    error: first.data === undefined ? first.error : others.error,
    retry: first.data === undefined ? () => void first.refetch() : others.retry,
  };
}

function useFacets(search: LibrarySearch, answer: Found | undefined): Facets | undefined {
  const genre = useFacet(search, 'genre', answer);
  const year = useFacet(search, 'year', answer);
  const duration = useFacet(search, 'duration', answer);
  return genre && year && duration && { genre, year, duration };
}

/**
 * Counts of one facet as if nothing of it were checked: they say what checking another value would find. Where nothing
 * is, the answer's own say so. While they are on the way the last known ones stay, so that nothing moves under a
 * finger.
 */
function useFacet(search: LibrarySearch, facet: Facet, answer: Found | undefined): Facets[Facet] | undefined {
  const isChecked = search.narrowing[facet] !== undefined;
  // Only the counts are wanted; a first page would be kept as a search of its own.
  const unchecked = foundPage({ ...search, narrowing: without(search.narrowing, facet) }, 2, 1);
  const { data } = useQuery({ ...unchecked, enabled: isChecked && search.q !== '' });
  return useLast((isChecked ? data : answer)?.facets[facet]);
}
