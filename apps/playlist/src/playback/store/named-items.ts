import { type EntityManager } from 'typeorm';
import { rows } from '../../sql';
import { type Found } from '../domain/input';
import { type Song, type VenueState } from '../domain/state';
import { itemColumns, laneOf, priorityLane, songColumns, toItem, toSong, withTracks, type ItemRow } from './queue-rows';

/** Those of the items that wait in a list. */
export async function findWaiting(
  manager: EntityManager,
  state: VenueState,
  itemIds: readonly string[],
): Promise<Found[]> {
  if (itemIds.length === 0) return [];
  const active = laneOf('active', state.activeLane);
  const named = `SELECT q.* FROM queue_items q
    WHERE q.item_id = ANY($2::uuid[]) AND q.venue_id = $1 AND q.lane IN (${active}, ${priorityLane})`;
  const found = await rows<ItemRow>(manager, `SELECT ${itemColumns} FROM ${withTracks(named)}`, [
    state.venueId,
    itemIds,
  ]);
  return found.map((row) => ({ item: toItem(row), list: row.lane === priorityLane ? 'priority' : 'active' }));
}

/** Those of the tracks that the venue may use or could until they were deleted: what was heard was heard. */
export async function findHeardSongs(
  manager: EntityManager,
  venueId: string,
  trackIds: readonly string[],
): Promise<Map<string, Song>> {
  const found = await rows<Song>(
    manager,
    `SELECT ${songColumns} FROM known_tracks t
     WHERE t.id = ANY($1::uuid[]) AND (t.venue_id = $2 OR t.venue_id IS NULL)`,
    [trackIds, venueId],
  );
  return new Map(found.map((row) => [row.trackId, toSong(row)]));
}
