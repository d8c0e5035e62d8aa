import { type EntityManager } from 'typeorm';
import { gap } from '../../ordering/keys';
import { rows } from '../../sql';
import { type Effect, type EffectOf } from '../domain/effects';
import { ItemPlacement, type Placement } from '../domain/placement';
import { type Item, type ListName, type VenueState } from '../domain/state';
import { laneOf, pastLane } from './queue-rows';
import { forgetExcess, putBack, setAside, type Removal } from './removed-items';
import { StoredLists } from './stored-lists';

type QueueEffect = EffectOf<
  'take' | 'set_aside' | 'restore' | 'put' | 'move' | 'clear' | 'fill' | 'start_over' | 'trim_played' | 'trim_past'
>;

/** Carries out what a decision does to the lists, in order. Each effect is one statement, or two with its look-up. */
export class QueueWriter {
  private departures: number;
  /** As it was: `start_over` changes it on the way. */
  private activeLane: 0 | 1;

  constructor(
    private readonly manager: EntityManager,
    private readonly before: VenueState,
    /** As it will be. */
    private readonly state: VenueState,
    private readonly surroundings: { now: number; random: () => number },
  ) {
    this.departures = before.departures;
    this.activeLane = before.activeLane;
  }

  /** How many items a `fill` brought; undefined when there was none. */
  async applyAll(effects: readonly Effect[]): Promise<number | undefined> {
    let filled: number | undefined;
    for (const effect of effects) {
      if (effect.kind === 'fill') filled = await this.fill(effect);
      else if (isQueueEffect(effect)) await this.apply(effect);
    }
    return filled;
  }

  private async apply(effect: Exclude<QueueEffect, { kind: 'fill' }>): Promise<void> {
    switch (effect.kind) {
      case 'take':
        return this.run('DELETE FROM queue_items WHERE venue_id = $1 AND item_id = $2', effect.itemId);
      case 'set_aside':
        return this.setAside(effect);
      case 'restore':
        return putBack(this.manager, this.state.venueId, effect, this.activeLane);
      case 'put':
        return this.put(effect);
      case 'move':
        return this.move(effect);
      case 'clear':
        return this.clear(effect);
      case 'start_over':
        this.activeLane = this.activeLane === 0 ? 1 : 0;
        return;
      case 'trim_played':
        return this.trimPlayed(effect.count);
      case 'trim_past':
        return this.run(
          `DELETE FROM queue_items WHERE venue_id = $1 AND lane = ${pastLane} AND departure <= $2`,
          effect.upTo,
        );
    }
  }

  private async put({ item, list, at }: EffectOf<'put'>): Promise<void> {
    const placement = await this.placement(item).find(item, list, at);
    const departure = list === 'played' || list === 'past' ? (this.departures += 1) : null;
    await this.insert(item, this.lane(list), placement, departure);
  }

  private async insert(item: Item, lane: number, placement: Placement, departure: number | null): Promise<void> {
    const { position, placed } = placement;
    const { itemId, song, source, credit, isRequest, requestId, addedBy, addedAt, salt } = item;
    await this.run(
      `INSERT INTO queue_items (venue_id, item_id, lane, position, salt, placed_seed, placed_key, track_id, source,
         credit, is_request, request_id, added_by, added_at, departure)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      itemId,
      lane,
      position,
      salt,
      placed?.seed ?? null,
      placed?.key ?? null,
      song.trackId,
      source,
      credit,
      isRequest,
      requestId,
      addedBy,
      new Date(addedAt),
      departure,
    );
  }

  private async clear({ list, keepsRequests, forGood }: EffectOf<'clear'>): Promise<void> {
    const where = keepsRequests ? 'AND request_id IS NULL' : '';
    const lane = this.lane(list);
    if (forGood) return this.run(`DELETE FROM queue_items WHERE venue_id = $1 AND lane = $2 ${where}`, lane);
    await setAside(this.manager, this.removal(), { list, lane, where });
    await forgetExcess(this.manager, this.state.venueId);
  }

  private async setAside({ itemId, list }: EffectOf<'set_aside'>): Promise<void> {
    const one = { where: 'AND item_id = $7', values: [itemId] };
    await setAside(this.manager, this.removal(), { list, lane: this.lane(list), ...one });
  }

  private removal(): Removal {
    const { venueId, revision } = this.before;
    return { venueId, revision: revision + 1, now: this.surroundings.now };
  }

  private async move({ item, list, to }: EffectOf<'move'>): Promise<void> {
    const { position, placed } = await this.placement(item).find(item, list, to);
    await this.run(
      `UPDATE queue_items SET position = $3, placed_seed = $4, placed_key = $5 WHERE venue_id = $1 AND item_id = $2`,
      item.itemId,
      position,
      placed?.seed ?? null,
      placed?.key ?? null,
    );
  }

  /** Behind what it replaces: when that is put back, it comes first. */
  private async fill({ playlistId, addedBy, limit }: EffectOf<'fill'>): Promise<number> {
    const floor = (await this.lists(null).highest('active')) ?? 0;
    const added = await rows(
      this.manager,
      `INSERT INTO queue_items (venue_id, item_id, lane, position, salt, track_id, source, added_by, added_at)
       SELECT $1, gen_random_uuid(), $2, $7 + l.place * ${gap}, (l.salt # $3) & 2147483647, l.track_id, 'queue', $4, now()
       FROM (SELECT track_id, salt, row_number() OVER (ORDER BY position) AS place
             FROM playlist_tracks WHERE playlist_id = $5 ORDER BY position LIMIT $6) l
       JOIN known_tracks t ON t.id = l.track_id AND t.deleted_at IS NULL
       RETURNING item_id`,
      [this.state.venueId, this.lane('active'), this.surroundings.random(), addedBy, playlistId, limit, floor],
    );
    await this.run(
      `UPDATE playlists SET play_count = play_count + 1, last_played_at = now() WHERE venue_id = $1 AND id = $2`,
      playlistId,
    );
    return added.length;
  }

  private async trimPlayed(count: number): Promise<void> {
    await this.run(
      `DELETE FROM queue_items WHERE item_id IN (
         SELECT item_id FROM queue_items WHERE venue_id = $1 AND lane = $2 ORDER BY departure LIMIT $3)`,
      this.lane('played'),
      count,
    );
  }

  private placement({ itemId }: Item): ItemPlacement {
    return new ItemPlacement(this.state, this.lists(itemId));
  }

  private lists(except: string | null): StoredLists {
    return new StoredLists(this.manager, this.state.venueId, this.activeLane, except);
  }

  private lane(list: ListName): number {
    return laneOf(list, this.activeLane);
  }

  private async run(sql: string, ...values: unknown[]): Promise<void> {
    await rows(this.manager, sql, [this.state.venueId, ...values]);
  }
}

const queueKinds: readonly string[] = [
  'take',
  'set_aside',
  'restore',
  'put',
  'move',
  'clear',
  'fill',
  'start_over',
  'trim_played',
  'trim_past',
] satisfies QueueEffect['kind'][];
const isQueueEffect = (effect: Effect): effect is Exclude<QueueEffect, { kind: 'fill' }> =>
  queueKinds.includes(effect.kind);
