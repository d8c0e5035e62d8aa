import { DomainError } from '@djamms/contracts';
import { QueryClient } from '@tanstack/react-query';

const worthRetrying = (error: unknown): boolean => !(error instanceof DomainError) || error.status >= 502;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 3 && worthRetrying(error),
      // A venue's network comes back by itself; the browser's own idea of "offline" is often wrong inside a house.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
