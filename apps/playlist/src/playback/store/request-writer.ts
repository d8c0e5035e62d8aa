import { DomainError, requestErrors } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { rows } from '../../sql';
import { artistKey } from '../domain/artist-key';
import { type Effect, type EffectOf, type NewRequest, type RequestFate } from '../domain/effects';
import { type VenueState } from '../domain/state';

/** Which requests a change touched. */
export interface TouchedRequests {
  opened: string[];
  changed: string[];
  /** Only their songs look different. */
  shown: string[];
}

/** Carries out what a decision does to requests, in few statements however many they are. */
export async function applyToRequests(
  manager: EntityManager,
  { venueId }: VenueState,
  effects: readonly Effect[],
  now: number,
): Promise<TouchedRequests> {
  const of = <K extends Effect['kind']>(kind: K): EffectOf<K>[] =>
    effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);
  const at = new Date(now);
  const opened = of('open_request').map(({ request }) => request);
  for (const request of opened) await open(manager, venueId, request, at);
  const changed = of('request_changed');
  if (changed.length > 0) await change(manager, venueId, changed, at);
  const turnedDown: string[] = [];
  for (const { ending } of of('reject_queued')) turnedDown.push(...(await rejectQueued(manager, venueId, ending, at)));
  for (const { fact } of of('track_finished')) await rememberPlay(manager, fact);
  const openedIds = opened.map(({ id }) => id);
  return {
    opened: openedIds,
    changed: [...changed.map(({ requestId }) => requestId), ...turnedDown].filter((id) => !openedIds.includes(id)),
    shown: of('show_requests').flatMap(({ requestIds }) => requestIds),
  };
}

/** @throws DomainError `payment_used` */
async function open(manager: EntityManager, venueId: string, request: NewRequest, now: Date): Promise<void> {
  const { id, requesterId, addedBy, song, credit, paymentId } = request;
  const written = await rows(
    manager,
    `INSERT INTO song_requests
       (id, venue_id, requester_id, added_by, track_id, artist_key, status, credit, payment_id, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $9)
     ON CONFLICT (payment_id) DO NOTHING RETURNING id`,
    [id, venueId, requesterId, addedBy, song.trackId, artistKey(song.artist), credit, paymentId, now],
  );
  if (written.length === 0)
    throw new DomainError(requestErrors.payment_used, 'This payment has bought a request already. Start a new one.');
}

async function change(
  manager: EntityManager,
  venueId: string,
  changes: readonly EffectOf<'request_changed'>[],
  now: Date,
): Promise<void> {
  await rows(
    manager,
    `UPDATE song_requests r
     SET status = c.status, ending = c.ending, reason = c.reason, item_id = c.item_id, updated_at = $3
     FROM json_to_recordset($2::json) AS c (id uuid, status text, ending text, reason text, item_id uuid)
     WHERE r.id = c.id AND r.venue_id = $1`,
    [venueId, JSON.stringify(changes.map(({ requestId, fate }) => ({ id: requestId, ...columnsOf(fate) }))), now],
  );
}

const columnsOf = (fate: RequestFate) => ({
  status: fate.status,
  ending: fate.status === 'rejected' ? fate.ending : null,
  reason: fate.status === 'rejected' ? fate.reason : null,
  item_id: fate.status === 'queued' || fate.status === 'playing' ? fate.itemId : null,
});

async function rejectQueued(manager: EntityManager, venueId: string, ending: string, now: Date): Promise<string[]> {
  const found = await rows<{ id: string }>(
    manager,
    `UPDATE song_requests SET status = 'rejected', ending = $2, item_id = NULL, updated_at = $3
     WHERE venue_id = $1 AND status = 'queued' RETURNING id`,
    [venueId, ending, now],
  );
  return found.map(({ id }) => id);
}

/** When a track was heard last; as a play counts: more than half of it, or 4 minutes (spec, "Queue and playback"). */
async function rememberPlay(manager: EntityManager, fact: EffectOf<'track_finished'>['fact']): Promise<void> {
  const { venueId, trackId, startedAt, durationPlayed } = fact;
  if (trackId === null) return;
  await rows(
    manager,
    `INSERT INTO last_plays AS p (venue_id, track_id, played_at)
     SELECT $1, t.id, $3 FROM known_tracks t WHERE t.id = $2 AND $4 > least(240, t.duration / 2)
     ON CONFLICT (venue_id, track_id) DO UPDATE SET played_at = greatest(p.played_at, excluded.played_at)`,
    [venueId, trackId, new Date(Date.parse(startedAt) + durationPlayed * 1000), durationPlayed],
  );
}
