import { type RequestEnding, type RequestStatus, type SongRequest } from '@djamms/contracts';
import { type MadeRequest } from '../domain/input';
import { type Song } from '../domain/state';
import { songColumns, toSong } from './queue-rows';

/** Undecided, or in the priority queue. */
export const waitingSql = `status IN ('pending', 'approved', 'queued')`;
export const openSql = `status IN ('pending', 'approved', 'queued', 'playing')`;
/** Of which a venue has asked for an artist. */
export const keptSql = `status NOT IN ('rejected', 'refunded')`;

/** A request of song_requests under the alias `r`, with its track under `t`. */
export const requestColumns = `
  r.id, r.venue_id AS "venueId", r.requester_id AS "requesterId", r.added_by AS "addedBy", r.status, r.ending,
  r.reason, r.credit, r.payment_id AS "paymentId", r.item_id AS "itemId", r.created_at AS "createdAt",
  r.updated_at AS "updatedAt", ${songColumns}`;

/** Looks up the tracks of the few requests that are shown, one by one by their key. */
export const withTheirTracks = (requests: string): string =>
  `(${requests}) r CROSS JOIN LATERAL (SELECT * FROM known_tracks WHERE id = r.track_id OFFSET 0) t`;

export interface RequestRow extends Song {
  id: string;
  venueId: string;
  requesterId: string;
  addedBy: string | null;
  status: RequestStatus;
  ending: RequestEnding | null;
  reason: string | null;
  credit: number;
  paymentId: string | null;
  itemId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const toSongRequest = (row: RequestRow): SongRequest => ({
  id: row.id,
  venueId: row.venueId,
  requesterId: row.requesterId,
  trackId: row.trackId,
  videoId: row.videoId,
  title: row.title,
  artist: row.artist,
  duration: row.duration,
  thumbnailUrl: row.thumbnail,
  status: row.status,
  ending: row.ending,
  reason: row.reason,
  credit: row.credit,
  paymentId: row.paymentId,
  itemId: row.itemId,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const toMadeRequest = (row: RequestRow): MadeRequest => ({
  id: row.id,
  requesterId: row.requesterId,
  song: toSong(row),
  credit: row.credit,
  paymentId: row.paymentId,
  addedBy: row.addedBy,
  status: row.status,
  ending: row.ending,
  itemId: row.itemId,
});
