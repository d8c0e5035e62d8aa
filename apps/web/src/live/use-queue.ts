import { addToQueue, clearQueue, type QueueItem, removeFromQueue, reorderQueue } from '@djamms/contracts';
import { randomId } from '@djamms/client';
import { startTransition, useOptimistic } from 'react';
import { api } from '../session/api';
import { showUndo } from '../ui/notify';
import { useSteer } from '../venue/use-steering';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';
import { type QueueChange, type QueueList, applyQueueChange } from './queue-changes';

/** The venue's queue with what the hand just did already in it, and the ways to change it. */
export function useQueue() {
  const { venue } = useVenue();
  const steer = useSteer();
  const known = useVenueSnapshot((snapshot) => snapshot.state?.queue ?? null);
  const [queue, show] = useOptimistic(known, applyQueueChange);
  const venueId = venue.id;

  const run = (change: QueueChange, work: Parameters<typeof steer>[0], failure: string, then?: () => void): void =>
    startTransition(async () => {
      show(change);
      if (await steer(work, failure)) then?.();
    });

  const putBack = (item: QueueItem, list: QueueList, index: number): Promise<boolean> =>
    steer(async () => {
      const target = item.track_id === null ? { videoId: item.video_id ?? undefined } : { trackId: item.track_id };
      const position = list === 'priority' ? ('next' as const) : index;
      const added = await api.call(addToQueue, { venueId, ...target, position, commandId: randomId() });
      if (list === 'active' || index === 0) return added;
      return api.call(reorderQueue, { venueId, itemId: added.itemId, position: index, commandId: randomId() });
    }, `“${item.title}” was not put back`);

  const remove = (item: QueueItem, list: QueueList, index: number): void =>
    run(
      { kind: 'remove', itemId: item.item_id },
      () => api.call(removeFromQueue, { venueId, itemId: item.item_id, commandId: randomId() }),
      `“${item.title}” was not removed`,
      () => showUndo(`“${item.title}” removed`, () => void putBack(item, list, index)),
    );

  const move = (item: QueueItem, list: QueueList, to: number): void =>
    run(
      { kind: 'move', list, itemId: item.item_id, to },
      () => api.call(reorderQueue, { venueId, itemId: item.item_id, position: to, commandId: randomId() }),
      `“${item.title}” was not moved`,
    );

  const clear = (list: QueueList): void =>
    run(
      { kind: 'clear', list },
      () => api.call(clearQueue, { venueId, list, commandId: randomId() }),
      'The queue was not cleared',
    );

  return { queue, remove, move, clear };
}
