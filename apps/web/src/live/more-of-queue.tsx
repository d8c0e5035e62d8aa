import { Button } from '@mantine/core';
import { listQueue, queueWindow } from '@djamms/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../session/api';
import { Cover } from '../ui/cover';
import { clockTime } from '../ui/time';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';
import styles from './live.module.css';

/** The part of a long queue that does not travel with every change; read page by page when asked for. */
export function MoreOfQueue({ shown, total }: { shown: number; total: number }) {
  const { venue } = useVenue();
  const [open, setOpen] = useState(false);
  const totals = useVenueSnapshot((snapshot) => snapshot.state?.queue.active_total ?? 0);
  const { data, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['queue', venue.id, totals],
    queryFn: ({ pageParam, signal }) =>
      api.call(listQueue, { venueId: venue.id, list: 'active', page: pageParam, pageSize: queueWindow }, { signal }),
    initialPageParam: 2,
    getNextPageParam: (last) => (last.page * last.pageSize < last.total ? last.page + 1 : undefined),
    enabled: open,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const loadMore = (): void => (open ? void fetchNextPage() : setOpen(true));
  return (
    <>
      <ol className={styles['list']} start={shown + 1}>
        {items.map((item) => (
          <li key={item.item_id} className={styles['row']} style={{ paddingLeft: 46, paddingRight: 96 }}>
            <Cover title={item.title} artist={item.artist} src={item.thumbnail} size={40} />
            <div className={styles['names']}>
              <div className="truncate">{item.title}</div>
              <div className="truncate">{item.artist}</div>
            </div>
            <span className={`${styles['when']} tabular`}>{clockTime(item.duration)}</span>
          </li>
        ))}
      </ol>
      {(!open || hasNextPage) && (
        <div className={styles['more']}>
          <Button variant="subtle" color="gray" loading={isFetching} onClick={loadMore}>
            Show more ({(total - shown - items.length).toLocaleString('en')} left)
          </Button>
        </div>
      )}
    </>
  );
}
