import { type RequestWait } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { rows } from '../../sql';
import { secondsLeft } from '../domain/deck';
import { type VenueState } from '../domain/state';
import { priorityLane } from './queue-rows';

interface AheadRow {
  itemId: string;
  songs: number;
  /** Null when the length of one of them is not known. */
  seconds: number | null;
}

/** What of a song sounds; null when its length is not known. */
const lengthSql = `CASE WHEN duration > 0 THEN greatest(coalesce(real_end_offset, duration) - coalesce(cue_in, 0), 0) END`;

/** What stands before each of some items of the priority queue, added up by the database however long that is. */
const aheadSql = `
  SELECT a.item_id AS "itemId", a.songs::integer AS songs,
    CASE WHEN a.measured = a.songs THEN a.seconds::float8 END AS seconds
  FROM (SELECT q.item_id, count(*) OVER before AS songs, count(t.length) OVER before AS measured,
          coalesce(sum(t.length) OVER before, 0) AS seconds
        FROM (SELECT item_id, position, track_id FROM queue_items WHERE venue_id = $1 AND lane = ${priorityLane}) q
        CROSS JOIN LATERAL (SELECT ${lengthSql} AS length FROM known_tracks WHERE id = q.track_id OFFSET 0) t
        WINDOW before AS (ORDER BY q.position, q.item_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) a
  WHERE a.item_id = ANY($2::uuid[])`;

/** How long items of the priority queue wait, by item. While the music does not play on, nobody can tell. */
export async function findWaits(
  manager: EntityManager,
  state: VenueState,
  itemIds: readonly string[],
  now: number,
): Promise<Map<string, RequestWait>> {
  if (itemIds.length === 0) return new Map();
  const found = await rows<AheadRow>(manager, aheadSql, [state.venueId, itemIds]);
  const { deck } = state;
  const left = playsOn(state) && deck ? secondsLeft(deck, now) : null;
  return new Map(
    found.map(({ itemId, songs, seconds }) => [
      itemId,
      {
        songsAhead: songs + (deck ? 1 : 0),
        seconds: left === null || seconds === null ? null : Math.round((left + seconds) * 10) / 10,
      },
    ]),
  );
}

/** A song that repeats has no end to wait for. */
const playsOn = ({ intention, settings }: VenueState): boolean =>
  intention === 'play' && settings.repeat_mode !== 'one';
