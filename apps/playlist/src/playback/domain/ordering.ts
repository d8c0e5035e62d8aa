import { shuffleKey } from '../../ordering/shuffle';
import { type Item, type VenueState } from './state';

/** How a list is read. The priority queue and what was played are always `plain`. */
export type Order = { kind: 'plain' } | { kind: 'rotated'; pivot: number } | { kind: 'shuffled'; seed: number };

export const plain: Order = { kind: 'plain' };

export function activeOrder({ settings, pivot }: Pick<VenueState, 'settings' | 'pivot'>): Order {
  if (settings.shuffle_enabled) return { kind: 'shuffled', seed: settings.shuffle_seed };
  return pivot === null ? plain : { kind: 'rotated', pivot };
}

/** The order of the played items when they come again: from the start. */
export const cycleOrder = ({ settings }: Pick<VenueState, 'settings'>): Order => activeOrder({ settings, pivot: null });

type Ordered = Pick<Item, 'itemId' | 'position' | 'salt' | 'placed'>;

/** The key that the order sorts by, then by item id. */
export function keyIn(order: Order, item: Ordered): number {
  if (order.kind !== 'shuffled') return item.position ?? 0;
  return item.placed?.seed === order.seed ? item.placed.key : shuffleKey(order.seed, item.salt);
}

export function compareIn(order: Order, a: Ordered, b: Ordered): number {
  const turn = order.kind === 'rotated' ? isBeforePivot(order.pivot, a) - isBeforePivot(order.pivot, b) : 0;
  return turn || keyIn(order, a) - keyIn(order, b) || (a.itemId < b.itemId ? -1 : 1);
}

const isBeforePivot = (pivot: number, item: Ordered): number => Number((item.position ?? 0) <= pivot);
