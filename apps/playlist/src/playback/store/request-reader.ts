import { type InputOf, type SongRequest, type listRequests } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { firstRow, rows } from '../../sql';
import { artistKey } from '../domain/artist-key';
import { type NewRequest } from '../domain/effects';
import { type MadeRequest, type RequestFacts } from '../domain/input';
import { type VenueState } from '../domain/state';
import { priorityLane } from './queue-rows';
import {
  keptSql,
  openSql,
  requestColumns,
  toMadeRequest,
  toSongRequest,
  waitingSql,
  withTheirTracks,
  type RequestRow,
} from './request-rows';

interface FactsRow {
  ownId: string | null;
  ownPayment: string | null;
  isWaiting: boolean;
  waitingOfGuest: number;
  waiting: number;
  artistAskedAt: Date[];
  lastPlayedAt: Date | null;
}

/** An artist whose name is not known is no reason to refuse. */
const factsSql = `
  SELECT own.id AS "ownId", own.payment_id AS "ownPayment",
    EXISTS (SELECT FROM queue_items WHERE track_id = $2 AND venue_id = $1 AND lane = ${priorityLane})
      OR EXISTS (SELECT FROM song_requests WHERE track_id = $2 AND venue_id = $1 AND ${waitingSql}) AS "isWaiting",
    (SELECT count(*)::integer FROM song_requests WHERE venue_id = $1 AND requester_id = $3 AND ${waitingSql})
      AS "waitingOfGuest",
    (SELECT count(*)::integer FROM song_requests WHERE venue_id = $1 AND ${waitingSql}) AS waiting,
    ARRAY(SELECT created_at FROM song_requests
          WHERE venue_id = $1 AND artist_key = $4 AND $4 <> '' AND created_at > $5 AND ${keptSql}
          ORDER BY created_at DESC LIMIT $6) AS "artistAskedAt",
    (SELECT played_at FROM last_plays WHERE venue_id = $1 AND track_id = $2) AS "lastPlayedAt"
  FROM (VALUES (1)) one
  LEFT JOIN LATERAL (SELECT id, payment_id FROM song_requests
                     WHERE track_id = $2 AND venue_id = $1 AND requester_id = $3 AND ${openSql} LIMIT 1) own ON true`;

/** What the rules need to know of a wish, by indexes alone. Read under the venue's lock. */
export async function findFacts(
  manager: EntityManager,
  { venueId, requestRules }: VenueState,
  { requesterId, song }: NewRequest,
  now: number,
): Promise<RequestFacts> {
  const { artist_window_minutes: minutes, max_per_artist: limit } = requestRules;
  const since = new Date(now - minutes * 60_000);
  const values = [venueId, song.trackId, requesterId, artistKey(song.artist), since, limit];
  const found = await firstRow<FactsRow>(manager, factsSql, values);
  if (!found) throw new Error('The facts of a request gave no row');
  const { ownId, ownPayment, artistAskedAt, lastPlayedAt, ...counts } = found;
  return {
    ...counts,
    own: ownId === null ? null : { id: ownId, paymentId: ownPayment },
    artistAskedAt: artistAskedAt.map((at) => at.getTime()),
    lastPlayedAt: lastPlayedAt && lastPlayedAt.getTime(),
  };
}

/** The venue that a request belongs to. */
export async function venueOfRequest(manager: EntityManager, id: string): Promise<string | undefined> {
  const found = await firstRow<{ venueId: string }>(
    manager,
    `SELECT venue_id AS "venueId" FROM song_requests WHERE id = $1`,
    [id],
  );
  return found?.venueId;
}

export async function findRequest(manager: EntityManager, id: string): Promise<MadeRequest | undefined> {
  const [row] = await select(manager, `SELECT * FROM song_requests WHERE id = $1`, [id]);
  return row && toMadeRequest(row);
}

/** The first of those that staff agreed to and that wait for room. */
export async function findApproved(manager: EntityManager, venueId: string, limit: number): Promise<MadeRequest[]> {
  const found = await select(
    manager,
    `SELECT * FROM song_requests WHERE venue_id = $1 AND status = 'approved'
     ORDER BY created_at, id LIMIT $2`,
    [venueId, limit],
  );
  return found.map(toMadeRequest);
}

/** Requests for a track that wait in a venue, or play. */
export async function findOfTrack(
  manager: EntityManager,
  venueId: string,
  trackId: string,
): Promise<Pick<MadeRequest, 'id' | 'status'>[]> {
  return rows(manager, `SELECT id, status FROM song_requests WHERE track_id = $2 AND venue_id = $1 AND ${openSql}`, [
    venueId,
    trackId,
  ]);
}

/** In the order in which they were made. */
export async function readRequests(manager: EntityManager, ids: readonly string[]): Promise<SongRequest[]> {
  const found = await select(manager, `SELECT * FROM song_requests WHERE id = ANY($1::uuid[])`, [ids]);
  return found.map(toSongRequest);
}

/** Newest first. */
export async function listOf(
  manager: EntityManager,
  { venueId, status, page, pageSize }: InputOf<typeof listRequests>,
): Promise<{ items: SongRequest[]; total: number }> {
  const which = status === undefined ? '' : status === 'open' ? `AND ${openSql}` : 'AND status = $2';
  const values = status === undefined || status === 'open' ? [venueId] : [venueId, status];
  const found = await select(
    manager,
    `SELECT * FROM song_requests WHERE venue_id = $1 ${which} ORDER BY created_at DESC, id DESC
     LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    values,
    'DESC',
  );
  const counted = await firstRow<{ total: number }>(
    manager,
    `SELECT count(*)::integer AS total FROM song_requests WHERE venue_id = $1 ${which}`,
    values,
  );
  return { items: found.map(toSongRequest), total: counted?.total ?? 0 };
}

/** What somebody asked for since then, newest first. */
export async function listOfRequester(
  manager: EntityManager,
  venueId: string,
  requesterId: string,
  since: Date,
  limit: number,
): Promise<SongRequest[]> {
  const found = await select(
    manager,
    `SELECT * FROM song_requests WHERE venue_id = $1 AND requester_id = $2 AND created_at > $3
     ORDER BY created_at DESC, id DESC LIMIT $4`,
    [venueId, requesterId, since, limit],
    'DESC',
  );
  return found.map(toSongRequest);
}

const select = (
  manager: EntityManager,
  requests: string,
  values: unknown[],
  direction: 'ASC' | 'DESC' = 'ASC',
): Promise<RequestRow[]> =>
  rows<RequestRow>(
    manager,
    `SELECT ${requestColumns} FROM ${withTheirTracks(requests)} ORDER BY r.created_at ${direction}, r.id ${direction}`,
    values,
  );
