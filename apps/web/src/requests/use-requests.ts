import { type SongRequest, approveRequest, listRequests, rejectRequest } from '@djamms/contracts';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api } from '../session/api';
import { showDone, showError } from '../ui/notify';
import { useVenue } from '../venue/venue-context';
import { sortRequests, stageOf, withRequest } from './request-cache';

/** Open requests read at once: the most a page holds. */
const openAtOnce = 200;
const historyAtOnce = 50;

const openKey = (venueId: string) => ['requests', venueId, 'open'];
const historyKey = (venueId: string) => ['requests', venueId, 'history'];

/** The requests that are not over, sorted by what is to be done; kept right by `useRequestNews`. */
export function useOpenRequests() {
  const { venue } = useVenue();
  const query = useQuery({
    queryKey: openKey(venue.id),
    queryFn: async ({ signal }) => {
      const page = await api.call(
        listRequests,
        { venueId: venue.id, status: 'open', pageSize: openAtOnce },
        { signal },
      );
      return page.items;
    },
    staleTime: Infinity,
  });
  const { data } = query;
  const requests = useMemo(() => (data === undefined ? null : sortRequests(data)), [data]);
  return { query, requests };
}

export type HistoryFilter = 'all' | 'played' | 'rejected' | 'refunded';

/** What was asked for, the newest first. */
export function useRequestHistory(filter: HistoryFilter) {
  const { venue } = useVenue();
  return useInfiniteQuery({
    queryKey: [...historyKey(venue.id), filter],
    queryFn: ({ pageParam, signal }) =>
      api.call(
        listRequests,
        {
          venueId: venue.id,
          page: pageParam,
          pageSize: historyAtOnce,
          ...(filter === 'all' ? {} : { status: filter }),
        },
        { signal },
      ),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.pageSize < last.total ? last.page + 1 : undefined),
  });
}

/** Keeps all lists of requests right: by what the venue tells, and by reading them anew after a time offline. */
export function useRequestNews(): void {
  const { connection, venue } = useVenue();
  const client = useQueryClient();
  useEffect(
    () =>
      connection.on('REQUEST_UPDATE', (news) => {
        const key = openKey(venue.id);
        client.setQueryData<SongRequest[]>(key, (open) => open && withRequest(open, news));
        // An answer that is still on its way may be older than the news.
        if (client.isFetching({ queryKey: key }) > 0) void client.invalidateQueries({ queryKey: key });
        void client.invalidateQueries({ queryKey: historyKey(venue.id) });
      }),
    [connection, client, venue.id],
  );
  useEffect(
    () => connection.onCaughtUp(() => void client.invalidateQueries({ queryKey: ['requests', venue.id] })),
    [connection, client, venue.id],
  );
}

/** Lets a request in or turns it down; shown at once, put back when it fails. */
export function useDecide() {
  const { venue, connection } = useVenue();
  const client = useQueryClient();

  const show = (request: SongRequest): void =>
    void client.setQueryData<SongRequest[]>(openKey(venue.id), (open) => open && withRequest(open, request));
  const decide = async (request: SongRequest, status: SongRequest['status'], work: () => Promise<SongRequest>) => {
    show({ ...request, status });
    try {
      show(await work());
      return true;
    } catch (error) {
      showError(error, `“${request.title}” was not ${status === 'rejected' ? 'turned down' : 'let in'}`);
      await client.invalidateQueries({ queryKey: ['requests', venue.id] });
      return false;
    }
  };

  return {
    accept: async (request: SongRequest): Promise<void> => {
      const accept = async () => (await connection.change(approveRequest, { id: request.id })).request;
      if (await decide(request, 'approved', accept)) showDone(`“${request.title}” plays soon`);
    },
    refuse: async (request: SongRequest, reason?: string): Promise<void> => {
      const refuse = async () => {
        const input = { id: request.id, ...(reason === undefined ? {} : { reason }) };
        return (await connection.change(rejectRequest, input)).request;
      };
      const waited = stageOf(request) === 'waiting';
      if (await decide(request, 'rejected', refuse)) {
        showDone(waited ? `“${request.title}” taken out, and the guest is told` : `“${request.title}” turned down`);
      }
    },
  };
}
