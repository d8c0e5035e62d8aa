import { type EntityManager } from 'typeorm';
import { gap, keysBetween } from '../../ordering/keys';
import { firstRow, integer, rows } from '../../sql';
import { activeOrder, keyIn, plain, type Order } from '../domain/ordering';
import { type Item, type ListName, type VenueState } from '../domain/state';
import { type Place } from '../domain/effects';
import { laneOf, orderSql } from './queue-rows';

/** Where an item comes to stand, as its row says it. */
export interface Placement {
  position: number;
  placed: Item['placed'];
}

interface Neighbour {
  itemId: string;
  position: number;
  salt: number;
  placedSeed: number | null;
  placedKey: number | null;
}
type Neighbours = [before: Ordered | null, after: Ordered | null];
type Ordered = Pick<Item, 'itemId' | 'salt' | 'placed'> & { position: number };

/** Finds order keys for items of one locked venue. Only when a gap is used up are a list's keys written anew. */
export class QueuePlacement {
  constructor(
    private readonly manager: EntityManager,
    private readonly state: VenueState,
    private readonly activeLane: 0 | 1,
  ) {}

  async find(item: Item, list: ListName, at: Place): Promise<Placement> {
    const order = list === 'active' ? activeOrder(this.state) : plain;
    if (at === 'own' && item.position !== null) return { position: item.position, placed: item.placed };
    if (order.kind === 'shuffled') return this.findShuffled(item, at, order.seed);
    // The main queue's two lanes share their keys: its end is behind both.
    if (at === 'end' && order.kind === 'plain')
      return { position: (await this.lastPosition(list)) + gap, placed: null };
    return { position: await this.keyAt(item, list, at, order), placed: null };
  }

  /** At its end an item joins the shuffle; at a chosen place it stays there until the next shuffle. */
  private async findShuffled(item: Item, at: Place, seed: number): Promise<Placement> {
    const position = item.position ?? (await this.lastPosition('active')) + gap;
    if (at === 'end') return { position, placed: null };
    const key = await this.keyAt(item, 'active', at, { kind: 'shuffled', seed });
    return { position, placed: { seed, key } };
  }

  private async keyAt(item: Item, list: ListName, at: Place, order: Order): Promise<number> {
    const neighbours = await this.neighbours(item, list, at, order);
    if (!neighbours[0] && !neighbours[1]) return (await this.lastPosition(list)) + gap;
    const key = between(neighbours, order);
    if (key !== null) return key;
    await this.renumber(list, order);
    const renumbered = between(await this.neighbours(item, list, at, order), order);
    if (renumbered === null) throw new RangeError(`No room in a list with gaps of ${gap}`);
    return renumbered;
  }

  private async neighbours(item: Item, list: ListName, at: Place, order: Order): Promise<Neighbours> {
    if (at === 'by_credit') return this.behindCredit(item, list);
    if (at === 'front' || at === 0) return [null, (await this.slice(item, list, order, 0, 1))[0] ?? null];
    if (at === 'end' || at === 'own') return [await this.last(item, list, order), null];
    const [before = null, after = null] = await this.slice(item, list, order, at - 1, 2);
    return before ? [before, after] : [await this.last(item, list, order), null];
  }

  private async slice(item: Item, list: ListName, order: Order, skip: number, take: number): Promise<Ordered[]> {
    return this.select(item, list, `ORDER BY ${orderSql(order)} LIMIT ${integer(take)} OFFSET ${integer(skip)}`);
  }

  private async last(item: Item, list: ListName, order: Order): Promise<Ordered | null> {
    return (await this.select(item, list, `ORDER BY ${orderSql(order, 'DESC')} LIMIT 1`))[0] ?? null;
  }

  /** Behind the last one that paid as much, before the next one, wherever staff have moved them. */
  private async behindCredit(item: Item, list: ListName): Promise<Neighbours> {
    const order = `${orderSql(plain, 'DESC')} LIMIT 1`;
    const [before = null] = await this.select(item, list, `AND q.credit >= ${Number(item.credit)} ORDER BY ${order}`);
    const behind = before ? `AND (q.position, q.item_id) > (${integer(before.position)}, '${before.itemId}')` : '';
    const [after = null] = await this.select(item, list, `${behind} ORDER BY ${orderSql(plain)} LIMIT 1`);
    return [before, after];
  }

  private async select(item: Item, list: ListName, rest: string): Promise<Ordered[]> {
    const found = await rows<Neighbour>(
      this.manager,
      `SELECT q.item_id AS "itemId", q.position::float8 AS position, q.salt::float8 AS salt,
         q.placed_seed::float8 AS "placedSeed", q.placed_key::float8 AS "placedKey"
       FROM queue_items q WHERE q.venue_id = $1 AND q.lane = $2 AND q.item_id <> $3 ${rest}`,
      [this.state.venueId, laneOf(list, this.activeLane), item.itemId],
    );
    return found.map(({ placedSeed, placedKey, ...row }) => ({
      ...row,
      placed: placedSeed !== null && placedKey !== null ? { seed: placedSeed, key: placedKey } : null,
    }));
  }

  private async lastPosition(list: ListName): Promise<number> {
    const lanes = list === 'priority' || list === 'past' ? [laneOf(list, this.activeLane)] : [0, 1];
    const found = await firstRow<{ position: number | null }>(
      this.manager,
      `SELECT max(position)::float8 AS position FROM queue_items WHERE venue_id = $1 AND lane = ANY($2::smallint[])`,
      [this.state.venueId, lanes],
    );
    const { lastPosition, pivot } = this.state;
    const alsoUsed = list === 'active' || list === 'played' ? [lastPosition ?? 0, pivot ?? 0] : [];
    return Math.max(found?.position ?? 0, ...alsoUsed);
  }

  /** Equal gaps again, in the order in which the list is read; a rotated list becomes a plain one by this. */
  private async renumber(list: ListName, order: Order): Promise<void> {
    const set =
      order.kind === 'shuffled'
        ? `placed_seed = ${integer(order.seed)}, placed_key = o.place * ${gap}`
        : `position = ${integer(await this.firstFreeKey(list))} + o.place * ${gap}`;
    await rows(
      this.manager,
      `UPDATE queue_items i SET ${set}
       FROM (SELECT q.item_id, row_number() OVER (ORDER BY ${orderSql(order)}) AS place
             FROM queue_items q WHERE q.venue_id = $1 AND q.lane = $2) o
       WHERE i.item_id = o.item_id`,
      [this.state.venueId, laneOf(list, this.activeLane)],
    );
  }

  /** Behind everything of the main queue, so that a new order is right in this cycle and in the next. */
  private async firstFreeKey(list: ListName): Promise<number> {
    return list === 'active' || list === 'played' ? this.lastPosition(list) : 0;
  }
}

/** A key between neighbours; null when there is no room. Where a rotated list turns, both its ends are open. */
export function between([before, after]: Neighbours, order: Order): number | null {
  const turns = order.kind === 'rotated' && before && after && before.position > after.position;
  const low = before ? keyIn(order, before) : order.kind === 'rotated' && after ? floorOf(order.pivot, after) : null;
  const high = turns ? null : after ? keyIn(order, after) : ceilingOf(order, before);
  return keysBetween(low, high)?.[0] ?? null;
}

/** In front of a rotated list: still behind the pivot, or in the part before it, where nothing limits. */
const floorOf = (pivot: number, first: Ordered): number | null => (first.position > pivot ? pivot : null);
/** At the end of a rotated list: still before the pivot, if that is where it ends. */
const ceilingOf = (order: Order, last: Ordered | null): number | null =>
  order.kind === 'rotated' && last && last.position <= order.pivot ? order.pivot + 1 : null;
