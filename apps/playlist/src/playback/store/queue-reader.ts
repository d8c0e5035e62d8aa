import { type Queue, queueWindow, type QueueItem } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { firstRow, rows } from '../../sql';
import { type Found } from '../domain/input';
import { activeOrder, cycleOrder, type Order, plain } from '../domain/ordering';
import { type Heads, type Item, type ListName, type VenueState } from '../domain/state';
import { toQueueItem } from '../view/queue-item';
import { itemColumns, laneOf, orderSql, pastLane, priorityLane, toItem, withTracks, type ItemRow } from './queue-rows';

type Visible = 'active' | 'priority';

const orderOf = (state: VenueState, list: Visible): Order => (list === 'active' ? activeOrder(state) : plain);

/** One end of a lane, as one arm of a UNION. $1 is the venue. */
const endSql = (head: string, lane: number, order: string): string =>
  `(SELECT '${head}' AS head, q.* FROM queue_items q
    WHERE q.venue_id = $1 AND q.lane = ${lane} ORDER BY ${order} LIMIT 1)`;

/** What has left the deck last, of those that are still kept. */
const previousSql = (playedLane: number): string =>
  `(SELECT 'previous' AS head, q.* FROM queue_items q
    WHERE q.venue_id = $1 AND q.departure IS NOT NULL AND q.lane IN (${playedLane}, ${pastLane})
    ORDER BY q.departure DESC LIMIT 1)`;

/** The ends of a venue's lists, in one query. */
export async function loadHeads(
  manager: EntityManager,
  state: VenueState,
  wanted: { previous: boolean },
): Promise<Omit<Heads, 'auto' | 'promised'>> {
  const active = laneOf('active', state.activeLane);
  const played = laneOf('played', state.activeLane);
  const order = activeOrder(state);
  const arms = [endSql('priority', priorityLane, orderSql(plain)), endSql('active', active, orderSql(order))];
  if (state.settings.repeat_mode === 'all') arms.push(endSql('played', played, orderSql(cycleOrder(state))));
  if (wanted.previous) arms.push(endSql('lastActive', active, orderSql(order, 'DESC')), previousSql(played));
  const found = await rows<ItemRow & { head: string }>(
    manager,
    `SELECT q.head, ${itemColumns} FROM ${withTracks(arms.join(' UNION ALL '))}`,
    [state.venueId],
  );
  const item = (head: string): Item | null => {
    const row = found.find((each) => each.head === head);
    return row ? toItem(row) : null;
  };
  const previous = found.find(({ head }) => head === 'previous');
  return {
    priority: item('priority'),
    active: item('active'),
    played: item('played'),
    lastActive: item('lastActive'),
    previous: previous ? { item: toItem(previous), list: previous.lane === pastLane ? 'past' : 'played' } : null,
  };
}

/** A part of a list in its order. */
export async function readList(
  manager: EntityManager,
  state: VenueState,
  list: Visible,
  limit: number,
  offset = 0,
): Promise<QueueItem[]> {
  const order = orderOf(state, list);
  const part = `SELECT q.* FROM queue_items q WHERE q.venue_id = $1 AND q.lane = $2
    ORDER BY ${orderSql(order)} LIMIT $3 OFFSET $4`;
  const found = await rows<ItemRow>(
    manager,
    `SELECT ${itemColumns} FROM ${withTracks(part)} ORDER BY ${orderSql(order)}`,
    [state.venueId, laneOf(list, state.activeLane), limit, offset],
  );
  return found.map((row) => toQueueItem(toItem(row)));
}

/** What QUEUE_UPDATE carries. */
export async function readQueue(manager: EntityManager, state: VenueState): Promise<Queue> {
  const { active, priority } = state.counts;
  return {
    active_queue: active > 0 ? await readList(manager, state, 'active', queueWindow) : [],
    priority_queue: priority > 0 ? await readList(manager, state, 'priority', queueWindow) : [],
    active_total: active,
    priority_total: priority,
  };
}

/** An item by its id, or the first one with a video: of the priority queue first, as it plays first. */
export async function findItem(
  manager: EntityManager,
  state: VenueState,
  reference: { itemId?: string; videoId?: string },
): Promise<Found | null> {
  const active = laneOf('active', state.activeLane);
  const found = await firstRow<ItemRow>(
    manager,
    `SELECT ${itemColumns} FROM queue_items q JOIN known_tracks t ON t.id = q.track_id
     WHERE q.venue_id = $1 AND q.lane IN (${active}, ${priorityLane})
       AND ${reference.itemId === undefined ? 't.video_id = $2' : 'q.item_id = $2'}
     ORDER BY q.lane = ${priorityLane} DESC, ${orderSql(activeOrder(state))} LIMIT 1`,
    [state.venueId, reference.itemId ?? reference.videoId],
  );
  if (!found) return null;
  return { item: toItem(found), list: found.lane === priorityLane ? 'priority' : 'active' };
}

/** Items of the priority queue that keep a guest's request. */
export async function countPromised(manager: EntityManager, state: VenueState): Promise<number> {
  if (state.counts.priority === 0) return 0;
  const found = await firstRow<{ count: number }>(
    manager,
    `SELECT count(*)::integer AS count FROM queue_items
     WHERE venue_id = $1 AND lane = ${priorityLane} AND request_id IS NOT NULL`,
    [state.venueId],
  );
  return found?.count ?? 0;
}

/** In which lists a track stands, and how often. */
export async function countTrack(
  manager: EntityManager,
  state: VenueState,
  trackId: string,
): Promise<Record<ListName, number>> {
  const found = await rows<{ lane: number; count: number }>(
    manager,
    `SELECT lane, count(*)::integer AS count FROM queue_items WHERE track_id = $1 AND venue_id = $2 GROUP BY lane`,
    [trackId, state.venueId],
  );
  const count = (list: ListName): number =>
    found.find(({ lane }) => lane === laneOf(list, state.activeLane))?.count ?? 0;
  return { active: count('active'), priority: count('priority'), played: count('played'), past: count('past') };
}
