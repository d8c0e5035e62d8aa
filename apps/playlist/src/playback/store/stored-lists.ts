import { type EntityManager } from 'typeorm';
import { gap } from '../../ordering/keys';
import { firstRow, integer, rows } from '../../sql';
import { plain, type Order } from '../domain/ordering';
import { type Neighbours, type Ordered, type PlacementRows } from '../domain/placement';
import { type ListName } from '../domain/state';
import { laneOf, orderSql, removedLane } from './queue-rows';

interface OrderedRow {
  itemId: string;
  position: number;
  salt: number;
  placedSeed: number | null;
  placedKey: number | null;
}

/** The lists of one locked venue, as finding a place for an item sees them. */
export class StoredLists implements PlacementRows {
  constructor(
    private readonly manager: EntityManager,
    private readonly venueId: string,
    private readonly activeLane: 0 | 1,
    /** The item that is being placed. */
    private readonly except: string | null,
  ) {}

  async slice(list: ListName, order: Order, skip: number, take: number): Promise<Ordered[]> {
    return this.select(list, `ORDER BY ${orderSql(order)} LIMIT $4 OFFSET $5`, [take, skip]);
  }

  async last(list: ListName, order: Order): Promise<Ordered | null> {
    return (await this.select(list, `ORDER BY ${orderSql(order, 'DESC')} LIMIT 1`))[0] ?? null;
  }

  async aroundCredit(list: ListName, credit: number): Promise<Neighbours> {
    const lastPaid = `AND q.credit >= $4 ORDER BY ${orderSql(plain, 'DESC')} LIMIT 1`;
    const [before = null] = await this.select(list, lastPaid, [credit]);
    const next = `AND (q.position, q.item_id) > ($4, $5::uuid) ORDER BY ${orderSql(plain)} LIMIT 1`;
    const [after = null] = before
      ? await this.select(list, next, [before.position, before.itemId])
      : await this.slice(list, plain, 0, 1);
    return [before, after];
  }

  async highest(list: ListName): Promise<number | null> {
    const lane = laneOf(list, this.activeLane);
    const isMain = list === 'active' || list === 'played';
    const other = isMain ? 1 - lane : lane;
    const found = await firstRow<{ position: number | null }>(
      this.manager,
      `SELECT greatest(
         (SELECT max(position) FROM queue_items WHERE venue_id = $1 AND lane = $2),
         (SELECT max(position) FROM queue_items WHERE venue_id = $1 AND lane = $3),
         (SELECT max(position) FROM queue_items
          WHERE venue_id = $1 AND lane = ${removedLane} AND removed_from = ANY($4)))::float8 AS position`,
      [this.venueId, lane, other, isMain ? ['active', 'played'] : [list]],
    );
    return found?.position ?? null;
  }

  async renumber(list: ListName, order: Order, floor: number): Promise<void> {
    const set =
      order.kind === 'shuffled'
        ? `placed_seed = ${integer(order.seed)}, placed_key = o.place * ${gap}`
        : `position = ${integer(floor)} + o.place * ${gap}`;
    await rows(
      this.manager,
      `UPDATE queue_items i SET ${set}
       FROM (SELECT q.item_id, row_number() OVER (ORDER BY ${orderSql(order)}) AS place
             FROM queue_items q WHERE q.venue_id = $1 AND q.lane = $2) o
       WHERE i.item_id = o.item_id`,
      [this.venueId, laneOf(list, this.activeLane)],
    );
  }

  private async select(list: ListName, rest: string, values: unknown[] = []): Promise<Ordered[]> {
    const found = await rows<OrderedRow>(
      this.manager,
      `SELECT q.item_id AS "itemId", q.position::float8 AS position, q.salt::float8 AS salt,
         q.placed_seed::float8 AS "placedSeed", q.placed_key::float8 AS "placedKey"
       FROM queue_items q WHERE q.venue_id = $1 AND q.lane = $2 AND q.item_id IS DISTINCT FROM $3 ${rest}`,
      [this.venueId, laneOf(list, this.activeLane), this.except, ...values],
    );
    return found.map(({ placedSeed, placedKey, ...row }) => ({
      ...row,
      placed: placedSeed !== null && placedKey !== null ? { seed: placedSeed, key: placedKey } : null,
    }));
  }
}
