import { type EntityManager } from 'typeorm';
import { gap } from '../../ordering/keys';
import { firstRow, rows } from '../../sql';
import { type EffectOf } from '../domain/effects';
import { type Removed } from '../domain/input';
import { undoMs } from '../domain/undo';
import { laneOf, priorityLane, removedLane } from './queue-rows';
import { openSql } from './request-rows';

/** As much as two full queues; older removals are forgotten before their time. */
const keptPerVenue = 10_000;

/** The venue and change that something is taken out by. */
export interface Removal {
  venueId: string;
  /** The one that the change makes. */
  revision: number;
  /** Epoch milliseconds. */
  now: number;
}

/** Takes items out of a list and keeps them. `where` narrows down which, with parameters from $7 on. */
export async function setAside(
  manager: EntityManager,
  { venueId, revision, now }: Removal,
  from: { list: 'active' | 'priority' | 'played'; lane: number; where?: string; values?: unknown[] },
): Promise<void> {
  const { list, lane, where = '', values = [] } = from;
  await rows(
    manager,
    `UPDATE queue_items SET lane = $3, removed_from = $4, removed_revision = $5, removed_at = $6
     WHERE venue_id = $1 AND lane = $2 ${where}`,
    [venueId, lane, removedLane, list, revision, new Date(now), ...values],
  );
}

/** Keeps what a venue holds for undoing within bounds. Whole removals go, the oldest first. */
export async function forgetExcess(manager: EntityManager, venueId: string): Promise<void> {
  await rows(
    manager,
    `DELETE FROM queue_items WHERE venue_id = $1 AND lane = ${removedLane} AND removed_revision <= (
       SELECT removed_revision FROM queue_items WHERE venue_id = $1 AND lane = ${removedLane}
       ORDER BY removed_revision DESC OFFSET $2 LIMIT 1)`,
    [venueId, keptPerVenue],
  );
}

/** Of all venues, what is too old to be put back. */
export async function forgetRemoved(manager: EntityManager, now: number): Promise<void> {
  await rows(manager, `DELETE FROM queue_items WHERE lane = ${removedLane} AND removed_at < $1`, [
    new Date(now - undoMs),
  ]);
}

/** What one change took out and can still be put back; held until the transaction ends. */
export async function findRemoved(
  manager: EntityManager,
  venueId: string,
  revision: number,
  now: number,
): Promise<Removed> {
  const found = await firstRow<Omit<Removed, 'requests'> & { requests: Removed['requests'] | null }>(
    manager,
    `WITH removed AS (
       SELECT item_id, removed_from, request_id FROM queue_items
       WHERE venue_id = $1 AND lane = ${removedLane} AND removed_revision = $2 AND removed_at >= $3 FOR UPDATE)
     SELECT count(*) FILTER (WHERE removed_from = 'active')::integer AS active,
       count(*) FILTER (WHERE removed_from = 'priority')::integer AS priority,
       count(*) FILTER (WHERE removed_from = 'played')::integer AS played,
       (SELECT json_agg(json_build_object('requestId', r.id, 'itemId', q.item_id, 'trackId', r.track_id,
            'isWaiting', EXISTS (SELECT FROM song_requests o
                                 WHERE o.track_id = r.track_id AND o.venue_id = $1 AND o.${openSql})))
        FROM removed q JOIN song_requests r ON r.id = q.request_id WHERE r.status = 'rejected') AS requests
     FROM removed`,
    [venueId, revision, new Date(now - undoMs)],
  );
  return { active: 0, priority: 0, played: 0, ...found, requests: found?.requests ?? [] };
}

/** Back into the lists they came from, which may have changed lanes since. */
export async function putBack(
  manager: EntityManager,
  venueId: string,
  { revision, mixes, reopened }: EffectOf<'restore'>,
  activeLane: 0 | 1,
): Promise<void> {
  await rows(
    manager,
    `UPDATE queue_items SET removed_from = NULL, removed_revision = NULL, removed_at = NULL,
       lane = CASE removed_from WHEN 'active' THEN $3 WHEN 'played' THEN $4 ELSE ${priorityLane} END,
       request_id = CASE WHEN request_id = ANY($5::uuid[]) THEN request_id END
     WHERE venue_id = $1 AND lane = ${removedLane} AND removed_revision = $2`,
    [venueId, revision, laneOf('active', activeLane), laneOf('played', activeLane), reopened],
  );
  if (mixes) await sortByCredit(manager, venueId);
}

/** Who paid more comes first, also among songs that were away for a while; else the order stays. */
async function sortByCredit(manager: EntityManager, venueId: string): Promise<void> {
  await rows(
    manager,
    `UPDATE queue_items i SET position = o.place * ${gap}
     FROM (SELECT item_id, row_number() OVER (ORDER BY credit DESC, position, item_id) AS place
           FROM queue_items WHERE venue_id = $1 AND lane = ${priorityLane}) o
     WHERE i.item_id = o.item_id`,
    [venueId],
  );
}
