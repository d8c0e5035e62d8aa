import { type EntityManager } from 'typeorm';
import { shuffleKeySql } from '../../ordering/shuffle';
import { firstRow } from '../../sql';
import { type AutoPick, type Song, type VenueState } from '../domain/state';
import { songColumns, toSong } from './queue-rows';

/** Of two songs every other seed begins with the right one. */
const seedsTried = 8;

/** A track of the library as a song; locked against its deletion until the end of the transaction. */
export async function findSong(manager: EntityManager, venueId: string, trackId: string): Promise<Song | undefined> {
  return firstRow<Song>(
    manager,
    `SELECT ${songColumns} FROM known_tracks t
     WHERE t.id = $1 AND t.deleted_at IS NULL AND (t.venue_id = $2 OR t.venue_id IS NULL) FOR SHARE`,
    [trackId, venueId],
  );
}

/** The playlist if the venue has it. */
export async function hasPlaylist(manager: EntityManager, venueId: string, playlistId: string): Promise<boolean> {
  const found = await firstRow(manager, `SELECT id FROM playlists WHERE id = $1 AND venue_id = $2`, [
    playlistId,
    venueId,
  ]);
  return found !== undefined;
}

/**
 * What auto-DJ plays: the venue's default playlist in shuffle order, going on where it was; after its end, again in
 * a new order.
 */
export async function pickAuto(manager: EntityManager, state: VenueState, newSeed: number): Promise<AutoPick | null> {
  return (await pickFrom(manager, state, 'sound', newSeed)) ?? pickFrom(manager, state, 'broken', newSeed);
}

/** A track that players failed with again and again comes only when there is no other. */
type Kind = 'sound' | 'broken';

async function pickFrom(
  manager: EntityManager,
  state: VenueState,
  kind: Kind,
  newSeed: number,
): Promise<AutoPick | null> {
  const { auto, venueId } = state;
  const further = auto && (await pickAfter(manager, venueId, kind, auto.seed, auto.key));
  return further ?? startRound(manager, state, kind, newSeed);
}

/** A round that does not begin with the song that ended the one before, unless there is no other. */
async function startRound(
  manager: EntityManager,
  state: VenueState,
  kind: Kind,
  newSeed: number,
): Promise<AutoPick | null> {
  const onDeck = state.deck?.item.song.trackId;
  let pick: AutoPick | null = null;
  for (let seed = newSeed; seed < newSeed + seedsTried; seed++) {
    pick = await pickAfter(manager, state.venueId, kind, seed, -1);
    if (!pick || pick.song.trackId !== onDeck) return pick;
  }
  return pick;
}

async function pickAfter(
  manager: EntityManager,
  venueId: string,
  kind: Kind,
  seed: number,
  key: number,
): Promise<AutoPick | null> {
  const orderKey = shuffleKeySql(seed, 'l.salt');
  const found = await firstRow<Song & { key: number }>(
    manager,
    `SELECT ${songColumns}, l.key::float8 AS key
     FROM (SELECT l.track_id, ${orderKey} AS key FROM playlist_tracks l JOIN playlists p ON p.id = l.playlist_id
           WHERE p.venue_id = $1 AND p.is_default AND ${orderKey} > $2 ORDER BY ${orderKey}) l
     CROSS JOIN LATERAL (SELECT * FROM known_tracks WHERE id = l.track_id AND is_broken = $3 OFFSET 0) t
     ORDER BY l.key LIMIT 1`,
    [venueId, key, kind === 'broken'],
  );
  return found ? { song: toSong(found), seed, key: found.key } : null;
}
