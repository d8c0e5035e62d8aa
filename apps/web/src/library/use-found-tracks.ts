import { searchTracks } from '@djamms/contracts';
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../session/api';
import { type Facets, type Narrowing, facetNames, filtersOf, without } from './narrowing';
import { type Track, pageSize } from './use-tracks';

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
    combine: (results) => results.flatMap((result) => (result.data === undefined ? [] : [result.data])),
  });
  const facets = useFacets(search, first.data?.facets);
  const byPage = new Map(others.map((page) => [page.page, page.items]));
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
    error: first.error,
    retry: () => void first.refetch(),
  };
}

/**
 * Counts for each facet as if nothing of it were checked: they say what checking another value would find. The
 * answer's own counts, of what is found now, say so for those of which nothing is checked.
 */
function useFacets(search: LibrarySearch, counts: Facets | undefined): Facets | undefined {
  const checked = facetNames.filter((facet) => search.narrowing[facet] !== undefined);
  const others = useQueries({
    queries: checked.map((facet) => ({
      // Only the counts are wanted; a first page would be kept as a search of its own.
      ...foundPage({ ...search, narrowing: without(search.narrowing, facet) }, 2, 1),
      placeholderData: keepPreviousData,
    })),
  });
  if (counts === undefined) return undefined;
  const facets = { ...counts };
  checked.forEach((facet, at) => {
    facets[facet] = others[at]?.data?.facets[facet] ?? counts[facet];
  });
  return facets;
}
