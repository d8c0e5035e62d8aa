import { type Queue, type QueueItem } from '@djamms/contracts';

export type QueueList = 'active' | 'priority';

/** What a hand did to the queue, shown at once while the server is told. */
export type QueueChange =
  | { kind: 'remove'; itemId: string }
  /** `to` is the new index in the item's list, from 0. */
  | { kind: 'move'; list: QueueList; itemId: string; to: number }
  /** From the main queue to the front of the priority queue. */
  | { kind: 'first'; item: QueueItem }
  | { kind: 'clear'; list: QueueList };

/** The queue as it will be when the change is stored. */
export function applyQueueChange(queue: Queue | null, change: QueueChange): Queue | null {
  if (queue === null) return null;
  switch (change.kind) {
    case 'remove':
      return removed(queue, change.itemId);
    case 'first': {
      const rest = removed(queue, change.item.item_id);
      return {
        ...rest,
        priority_queue: [change.item, ...rest.priority_queue],
        priority_total: rest.priority_total + 1,
      };
    }
    case 'move':
      return change.list === 'active'
        ? { ...queue, active_queue: moved(queue.active_queue, change.itemId, change.to) }
        : { ...queue, priority_queue: moved(queue.priority_queue, change.itemId, change.to) };
    case 'clear':
      return change.list === 'active'
        ? { ...queue, active_queue: [], active_total: 0 }
        : { ...queue, priority_queue: [], priority_total: 0 };
  }
}

const removed = (queue: Queue, itemId: string): Queue => ({
  active_queue: without(queue.active_queue, itemId),
  priority_queue: without(queue.priority_queue, itemId),
  active_total: queue.active_total - countOf(queue.active_queue, itemId),
  priority_total: queue.priority_total - countOf(queue.priority_queue, itemId),
});

const without = (items: QueueItem[], itemId: string): QueueItem[] => items.filter((item) => item.item_id !== itemId);

const countOf = (items: QueueItem[], itemId: string): number => items.filter((item) => item.item_id === itemId).length;

function moved(items: QueueItem[], itemId: string, to: number): QueueItem[] {
  const item = items.find((entry) => entry.item_id === itemId);
  if (item === undefined) return items;
  return without(items, itemId).toSpliced(to, 0, item);
}

/** Seconds until each song starts, when `before` seconds pass before the first and each fades into the next. */
export function startsIn(items: Pick<QueueItem, 'duration'>[], before: number, crossfade: number): number[] {
  let sum = before;
  return items.map(({ duration }) => {
    const start = sum;
    sum += Math.max(0, duration - crossfade);
    return start;
  });
}
