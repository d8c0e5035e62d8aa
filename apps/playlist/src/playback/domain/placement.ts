import { gap, keysBetween } from '../../ordering/keys';
import { type Place } from './effects';
import { activeOrder, keyIn, plain, type Order } from './ordering';
import { type Item, type ListName, type VenueState } from './state';

/** Where an item comes to stand, as its row says it. */
export interface Placement {
  position: number;
  placed: Item['placed'];
}

export type Ordered = Pick<Item, 'itemId' | 'salt' | 'placed'> & { position: number };
export type Neighbours = [before: Ordered | null, after: Ordered | null];

/** What finding a place needs to see of the stored lists; never the item itself that is being placed. */
export interface PlacementRows {
  /** A part of a list in its order. */
  slice(list: ListName, order: Order, skip: number, take: number): Promise<Ordered[]>;
  last(list: ListName, order: Order): Promise<Ordered | null>;
  /** The last item that paid at least as much, and the one after it. */
  aroundCredit(list: ListName, credit: number): Promise<Neighbours>;
  /** The highest position stored, also of what can be put back; of the main queue's two lanes together. */
  highest(list: ListName): Promise<number | null>;
  /** Equal gaps in the order in which the list is read; positions begin after `floor`. */
  renumber(list: ListName, order: Order, floor: number): Promise<void>;
}

/** Finds order keys for items. Only when a gap is used up, are a list's keys written anew. */
export class ItemPlacement {
  constructor(
    private readonly state: Pick<VenueState, 'settings' | 'pivot' | 'lastPosition'>,
    private readonly rows: PlacementRows,
  ) {}

  async find(item: Item, list: ListName, at: Place): Promise<Placement> {
    const order = list === 'active' ? activeOrder(this.state) : plain;
    if (at === 'own' && item.position !== null) return { position: item.position, placed: item.placed };
    if (order.kind === 'shuffled') return this.findShuffled(item, at, order.seed);
    // The main queue's two lanes share their keys: its end is behind both.
    if (at === 'end' && order.kind === 'plain') return { position: await this.endOf(list), placed: null };
    return { position: await this.keyAt(item, list, at, order), placed: null };
  }

  /** At its end an item joins the shuffle; at a chosen place it stays there until the next shuffle. */
  private async findShuffled(item: Item, at: Place, seed: number): Promise<Placement> {
    const position = item.position ?? (await this.endOf('active'));
    if (at === 'end') return { position, placed: null };
    const key = await this.keyAt(item, 'active', at, { kind: 'shuffled', seed });
    return { position, placed: { seed, key } };
  }

  private async keyAt(item: Item, list: ListName, at: Place, order: Order): Promise<number> {
    const neighbours = await this.neighbours(item, list, at, order);
    if (!neighbours[0] && !neighbours[1]) return this.endOf(list);
    const key = between(neighbours, order);
    if (key !== null) return key;
    await this.rows.renumber(list, order, (await this.endOf(list)) - gap);
    const renumbered = between(await this.neighbours(item, list, at, order), order);
    if (renumbered === null) throw new RangeError(`No room in a list with gaps of ${gap}`);
    return renumbered;
  }

  private async neighbours(item: Item, list: ListName, at: Place, order: Order): Promise<Neighbours> {
    if (at === 'by_credit') return this.rows.aroundCredit(list, item.credit);
    if (at === 'front' || at === 0) return [null, (await this.rows.slice(list, order, 0, 1))[0] ?? null];
    if (at === 'end' || at === 'own') return [await this.rows.last(list, order), null];
    const [before = null, after = null] = await this.rows.slice(list, order, at - 1, 2);
    return before ? [before, after] : [await this.rows.last(list, order), null];
  }

  /** Behind all that is stored, and behind what is on the deck. */
  private async endOf(list: ListName): Promise<number> {
    const { lastPosition, pivot } = this.state;
    const alsoUsed = list === 'active' || list === 'played' ? [lastPosition ?? 0, pivot ?? 0] : [];
    return Math.max((await this.rows.highest(list)) ?? 0, ...alsoUsed) + gap;
  }
}

/** A key between neighbours; null when there is no room. Where a rotated list turns, both its ends are open. */
function between([before, after]: Neighbours, order: Order): number | null {
  const turns = order.kind === 'rotated' && before && after && before.position > after.position;
  const low = before ? keyIn(order, before) : floorOf(order, after);
  const high = turns ? null : after ? keyIn(order, after) : ceilingOf(order, before);
  return keysBetween(low, high)?.[0] ?? null;
}

/** In front of a rotated list that begins behind its pivot: still behind the pivot. */
const floorOf = (order: Order, first: Ordered | null): number | null =>
  order.kind === 'rotated' && first && first.position > order.pivot ? order.pivot : null;

/** At the end of a rotated list that ends before its pivot: still before the pivot. */
const ceilingOf = (order: Order, last: Ordered | null): number | null =>
  order.kind === 'rotated' && last && last.position <= order.pivot ? order.pivot + 1 : null;
