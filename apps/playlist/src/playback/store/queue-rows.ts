import { shuffleKeySql } from '../../ordering/shuffle';
import { integer } from '../../sql';
import { type Order } from '../domain/ordering';
import { type Item, type ListName, type Song, type Source } from '../domain/state';

export const priorityLane = 2;
export const pastLane = 3;
/** What can still be put back; see removed-items.ts. */
export const removedLane = 4;

/** Where a list is stored while `activeLane` is the active one. */
export function laneOf(list: ListName, activeLane: 0 | 1): number {
  switch (list) {
    case 'active':
      return activeLane;
    case 'played':
      return activeLane === 0 ? 1 : 0;
    case 'priority':
      return priorityLane;
    case 'past':
      return pastLane;
  }
}

/** A song of known_tracks under the alias `t`. */
export const songColumns = `
  t.id AS "trackId", t.video_id AS "videoId", t.title, t.artist, t.duration::float8 AS duration,
  t.thumbnail_url AS thumbnail, t.real_end_offset AS "realEndOffset", t.cue_in AS "cueIn",
  t.loudness_lufs AS "loudnessLufs", t.true_peak_db AS "truePeakDb"`;

/** An item of queue_items under the alias `q`. Keys are below 2^53, so a double holds them exactly. */
export const itemColumns = `
  q.item_id AS "itemId", q.lane, q.position::float8 AS position, q.salt::float8 AS salt,
  q.placed_seed::float8 AS "placedSeed", q.placed_key::float8 AS "placedKey", q.source, q.credit,
  q.is_request AS "isRequest", q.request_id AS "requestId", q.added_by AS "addedBy", q.added_at AS "addedAt", ${songColumns}`;

/**
 * Looks up the tracks of the few items that are shown, one by one by their key: a plain join makes the planner read
 * the whole library when it is small, and never stops being a guess.
 */
export const withTracks = (items: string): string =>
  `(${items}) q CROSS JOIN LATERAL (SELECT * FROM known_tracks WHERE id = q.track_id OFFSET 0) t`;

export interface ItemRow extends Song {
  itemId: string;
  lane: number;
  position: number;
  salt: number;
  placedSeed: number | null;
  placedKey: number | null;
  source: Source;
  credit: number;
  isRequest: boolean;
  requestId: string | null;
  addedBy: string | null;
  addedAt: Date;
}

export const toSong = (row: Song): Song => ({
  trackId: row.trackId,
  videoId: row.videoId,
  title: row.title,
  artist: row.artist,
  duration: row.duration,
  thumbnail: row.thumbnail,
  realEndOffset: row.realEndOffset,
  cueIn: row.cueIn,
  loudnessLufs: row.loudnessLufs,
  truePeakDb: row.truePeakDb,
});

export const toItem = (row: ItemRow): Item => ({
  itemId: row.itemId,
  song: toSong(row),
  source: row.source,
  credit: row.credit,
  isRequest: row.isRequest,
  requestId: row.requestId,
  addedBy: row.addedBy,
  addedAt: row.addedAt.getTime(),
  position: row.position,
  salt: row.salt,
  placed: row.placedSeed !== null && row.placedKey !== null ? { seed: row.placedSeed, key: row.placedKey } : null,
});

/** The key that `keyIn` of the domain computes, of queue_items under the alias `q`. */
export const keySql = (order: Order): string =>
  order.kind === 'shuffled'
    ? `(CASE WHEN q.placed_seed = ${integer(order.seed)} THEN q.placed_key ELSE ${shuffleKeySql(order.seed, 'q.salt')} END)`
    : 'q.position';

/** ORDER BY of a list, as `compareIn` of the domain compares. Only the plain order comes from the index alone. */
export function orderSql(order: Order, direction: 'ASC' | 'DESC' = 'ASC'): string {
  const turn = order.kind === 'rotated' ? `(q.position <= ${integer(order.pivot)}) ${direction}, ` : '';
  return `${turn}${keySql(order)} ${direction}, q.item_id ${direction}`;
}
