import { type Queue, type QueueItem } from '@djamms/contracts';
import fc from 'fast-check';
import { applyQueueChange, startsIn } from './queue-changes';

const item = (name: string): QueueItem => ({
  item_id: name,
  track_id: null,
  video_id: null,
  title: name,
  artist: '',
  duration: 60,
  thumbnail: null,
  added_by_user_id: null,
  added_at: 0,
  priority: 0,
  is_request: false,
});
const queue: Queue = {
  active_queue: ['a', 'b', 'c', 'd'].map(item),
  priority_queue: ['x', 'y'].map(item),
  active_total: 300,
  priority_total: 2,
};
const names = (items: QueueItem[] | undefined): string => (items ?? []).map((entry) => entry.item_id).join('');

describe('applyQueueChange', () => {
  it('moves an item within its list', () => {
    const down = applyQueueChange(queue, { kind: 'move', list: 'active', itemId: 'a', to: 2 });
    expect(names(down?.active_queue)).toBe('bcad');
    const up = applyQueueChange(queue, { kind: 'move', list: 'priority', itemId: 'y', to: 0 });
    expect(names(up?.priority_queue)).toBe('yx');
  });

  it('keeps every item whatever is moved where', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'b', 'c', 'd', 'gone'), fc.nat(3), (itemId, to) => {
        const moved = applyQueueChange(queue, { kind: 'move', list: 'active', itemId, to });
        const at = moved?.active_queue.findIndex((entry) => entry.item_id === itemId);
        return names(moved?.active_queue).split('').sort().join('') === 'abcd' && (itemId === 'gone' || at === to);
      }),
    );
  });

  it('removes an item from the list it is in and counts it', () => {
    const removed = applyQueueChange(queue, { kind: 'remove', itemId: 'x' });
    expect(names(removed?.priority_queue)).toBe('y');
    expect(removed).toMatchObject({ active_total: 300, priority_total: 1 });
  });

  it('puts a song of the main queue before everything else and counts it there', () => {
    const first = applyQueueChange(queue, { kind: 'first', item: item('c') });
    expect(names(first?.priority_queue)).toBe('cxy');
    expect(names(first?.active_queue)).toBe('abd');
    expect(first).toMatchObject({ active_total: 299, priority_total: 3 });
  });

  it('clears one list only', () => {
    const cleared = applyQueueChange(queue, { kind: 'clear', list: 'active' });
    expect(cleared).toMatchObject({ active_queue: [], active_total: 0, priority_total: 2 });
  });

  it('has nothing to change before the queue is known', () => {
    expect(applyQueueChange(null, { kind: 'clear', list: 'active' })).toBeNull();
  });
});

describe('startsIn', () => {
  it('adds up what plays before each song', () => {
    expect(startsIn([{ duration: 60 }, { duration: 30 }, { duration: 10 }], 15, 0)).toEqual([15, 75, 105]);
  });

  it('takes off what songs play over each other', () => {
    expect(startsIn([{ duration: 60 }, { duration: 2 }, { duration: 10 }], 10, 5)).toEqual([10, 65, 65]);
  });
});
