import { type UseQueryResult } from '@tanstack/react-query';

/** Pages after the first: those that are there, and what kept others away. */
export function laterPages<Page>(results: readonly UseQueryResult<Page>[]) {
  const failed = results.filter(({ data, error }) => data === undefined && error !== null);
  return {
    pages: results.flatMap(({ data }) => (data === undefined ? [] : [data])),
    error: failed[0]?.error ?? null,
    retry: () => failed.forEach(({ refetch }) => void refetch()),
  };
}
