import { addToQueue, clearQueue, type QueueItem, removeFromQueue, reorderQueue } from '@djamms/contracts';
import { startTransition, useOptimistic } from 'react';
import { countOf } from '../ui/time';
import { useRestore } from '../venue/use-restore';
import { useCommand, useSteer } from '../venue/use-steering';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';
import { type QueueChange, type QueueList, applyQueueChange } from './queue-changes';

/** The venue's queue with what the hand just did already in it, and the ways to change it. */
export function useQueue() {
  const { venue, connection } = useVenue();
  const steer = useSteer();
  const command = useCommand();
  const offerUndo = useRestore();
  const known = useVenueSnapshot((snapshot) => snapshot.state?.queue ?? null);
  const [queue, show] = useOptimistic(known, applyQueueChange);
  const venueId = venue.id;

  const reorder = (item: QueueItem, position: number) =>
    connection.change(reorderQueue, { venueId, itemId: item.item_id, position });
  const takeOut = (item: QueueItem) => connection.change(removeFromQueue, { venueId, itemId: item.item_id });

  const run = <T extends { revision: number }>(
    change: QueueChange,
    work: () => Promise<T>,
    failure: string,
    then?: (done: T) => void,
  ): void =>
    startTransition(async () => {
      show(change);
      const done = await steer(work, failure);
      if (done !== null) then?.(done);
    });

  const remove = (item: QueueItem): void =>
    run(
      { kind: 'remove', itemId: item.item_id },
      () => takeOut(item),
      `“${item.title}” was not removed`,
      ({ revision }) => offerUndo(revision, `“${item.title}” removed`),
    );

  const move = (item: QueueItem, list: QueueList, to: number): void =>
    run({ kind: 'move', list, itemId: item.item_id, to }, () => reorder(item, to), `“${item.title}” was not moved`);

  const clear = (list: QueueList, total: number): void =>
    run(
      { kind: 'clear', list },
      () => connection.change(clearQueue, { venueId, list }),
      'The queue was not cleared',
      ({ revision }) => offerUndo(revision, `${countOf(total, 'song')} taken out`),
    );

  /** Added anew before everything else, then taken out where it was: on the way it is twice in the queue, never lost. */
  const moveAcross = async (item: QueueItem) => {
    const target = item.track_id === null ? { videoId: item.video_id ?? undefined } : { trackId: item.track_id };
    const added = await connection.change(addToQueue, { venueId, ...target, position: 'next' });
    await connection.change(reorderQueue, { venueId, itemId: added.itemId, position: 0 });
    return takeOut(item);
  };

  /** Makes a song the next one. */
  const playFirst = (item: QueueItem, list: QueueList, then?: () => void): void => {
    const across = list === 'active' && (queue?.priority_total ?? 0) > 0;
    run(
      across ? { kind: 'first', item } : { kind: 'move', list, itemId: item.item_id, to: 0 },
      () => (across ? moveAcross(item) : reorder(item, 0)),
      `“${item.title}” was not moved`,
      then,
    );
  };
  const playNow = (item: QueueItem, list: QueueList): void => playFirst(item, list, () => void command('PLAY_NEXT'));

  return { queue, remove, move, clear, playFirst, playNow };
}

export type QueueActions = ReturnType<typeof useQueue>;
