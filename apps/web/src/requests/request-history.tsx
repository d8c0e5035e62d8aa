import { Badge, Button, SegmentedControl } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { type RequestStatus, type SongRequest } from '@djamms/contracts';
import { useState } from 'react';
import { Empty, Failed, LoadingRows } from '../ui/states';
import { dayOf, timeOfDay } from '../ui/time';
import { useVenue } from '../venue/venue-context';
import { RequestRow } from './request-row';
import styles from './requests.module.css';
import { type HistoryFilter, useRequestHistory } from './use-requests';

const filters: { value: HistoryFilter; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'played', label: 'Played' },
  { value: 'rejected', label: 'Turned down' },
  { value: 'refunded', label: 'Refunded' },
];

/** Everything that was asked for, day by day. */
export function RequestHistory() {
  const [filter, setFilter] = useState<HistoryFilter>('all');
  const history = useRequestHistory(filter);
  const requests = history.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div data-testid="request-history">
      <SegmentedControl
        data={filters}
        value={filter}
        onChange={(value) => setFilter(filters.find((entry) => entry.value === value)?.value ?? 'all')}
        aria-label="Which requests"
        mb="sm"
      />
      {history.isLoading && <LoadingRows count={6} height={56} />}
      {history.isError && history.data === undefined && (
        <Failed error={history.error} retry={() => void history.refetch()} />
      )}
      {history.data !== undefined && requests.length === 0 && (
        <Empty icon={<IconHistory size={30} />} title="Nothing here yet">
          What guests asked for stays here, with what became of it.
        </Empty>
      )}
      <Days requests={requests} />
      {history.hasNextPage && (
        <Button
          variant="subtle"
          color="gray"
          fullWidth
          mt="sm"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </div>
  );
}

function Days({ requests }: { requests: SongRequest[] }) {
  const { venue } = useVenue();
  const days = new Map<string, SongRequest[]>();
  for (const request of requests) {
    const day = dayOf(request.createdAt, venue.timezone);
    days.set(day, [...(days.get(day) ?? []), request]);
  }
  return [...days].map(([day, ofDay]) => (
    <section key={day} aria-label={day}>
      <h3 className={styles['day']}>{day}</h3>
      <ol className={styles['list']}>
        {ofDay.map((request) => (
          <RequestRow key={request.id} request={request} note={<PastNote request={request} zone={venue.timezone} />}>
            <Badge variant={looks[request.status].variant} tt="none">
              {looks[request.status].label}
            </Badge>
          </RequestRow>
        ))}
      </ol>
    </section>
  ));
}

const looks: Record<RequestStatus, { label: string; variant: string }> = {
  pending: { label: 'To decide', variant: 'light' },
  approved: { label: 'Let in', variant: 'light' },
  queued: { label: 'Waiting', variant: 'light' },
  playing: { label: 'Plays now', variant: 'filled' },
  played: { label: 'Played', variant: 'default' },
  rejected: { label: 'Turned down', variant: 'default' },
  refunded: { label: 'Refunded', variant: 'default' },
};

const endings = {
  staff: 'by staff',
  guest: 'taken back by the guest',
  track_gone: 'the song left the library',
  unplayable: 'the song could not be played',
  cleared: 'the queue was cleared',
} as const;

function PastNote({ request, zone }: { request: SongRequest; zone: string }) {
  const why = request.reason ?? (request.ending === null ? null : endings[request.ending]);
  return (
    <>
      <span className="tabular">{timeOfDay(request.createdAt, zone)}</span>
      {why !== null && ` · ${why}`}
    </>
  );
}
