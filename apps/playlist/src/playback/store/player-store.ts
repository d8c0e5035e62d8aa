import { type EntityManager } from 'typeorm';
import { firstRow, rows } from '../../sql';
import { disconnectedAfterMs, registrationMs } from '../domain/election';
import { type Effect } from '../domain/effects';
import { type VenueState } from '../domain/state';

/** Carries out what a decision does to the registered players. */
export async function applyToPlayers(manager: EntityManager, state: VenueState, effect: Effect): Promise<void> {
  const { venueId, epoch } = state;
  switch (effect.kind) {
    case 'seat_master': {
      const { playerId, deviceId, userAgent, lastHeartbeat } = effect.master;
      await rows(
        manager,
        `INSERT INTO player_instances
           (venue_id, device_id, player_id, user_agent, epoch, registered_at, last_heartbeat_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (venue_id, device_id) DO UPDATE SET player_id = excluded.player_id,
           user_agent = excluded.user_agent, epoch = excluded.epoch, connected = true, ready_at = NULL,
           registered_at = excluded.registered_at, last_heartbeat_at = excluded.last_heartbeat_at`,
        [venueId, deviceId, playerId, userAgent, epoch, new Date(lastHeartbeat)],
      );
      return;
    }
    case 'touch_master':
      await rows(manager, `UPDATE player_instances SET last_heartbeat_at = $3 WHERE venue_id = $1 AND epoch = $2`, [
        venueId,
        epoch,
        new Date(effect.at),
      ]);
      return;
    case 'presence':
      await rows(manager, `UPDATE player_instances SET connected = $3 WHERE venue_id = $1 AND epoch = $2`, [
        venueId,
        epoch,
        effect.connected,
      ]);
      return;
    case 'forget_master':
      await rows(manager, `DELETE FROM player_instances WHERE venue_id = $1 AND epoch = $2`, [venueId, epoch]);
      return;
    default:
      return;
  }
}

/** The usual heartbeat, of a master that was not missed: one statement, without the venue's lock. */
export async function touch(
  manager: EntityManager,
  venueId: string,
  deviceId: string,
  epoch: number | null,
  now: Date,
): Promise<boolean> {
  const touched = await rows(
    manager,
    `UPDATE player_instances p SET last_heartbeat_at = greatest(p.last_heartbeat_at, $4) FROM venue_playback v
     WHERE p.venue_id = $1 AND p.device_id = $2 AND p.connected AND v.venue_id = p.venue_id AND v.epoch = p.epoch
       AND ($3::integer IS NULL OR p.epoch = $3) RETURNING p.player_id`,
    [venueId, deviceId, epoch, now],
  );
  return touched.length > 0;
}

/** The master can make sound now. False when this player is not the venue's master. */
export async function markReady(
  manager: EntityManager,
  venueId: string,
  playerId: string,
  now: Date,
): Promise<{ revision: number } | undefined> {
  return firstRow<{ revision: number }>(
    manager,
    `UPDATE player_instances p SET ready_at = $3 FROM venue_playback v
     WHERE p.venue_id = $1 AND p.player_id = $2 AND v.venue_id = p.venue_id AND v.epoch = p.epoch
     RETURNING v.revision::float8 AS revision`,
    [venueId, playerId, now],
  );
}

/** Venues whose master fell silent a moment ago, or a day. */
export async function venuesToAudit(manager: EntityManager, now: number): Promise<string[]> {
  const found = await rows<{ venueId: string }>(
    manager,
    `SELECT p.venue_id AS "venueId" FROM player_instances p
     JOIN venue_playback v ON v.venue_id = p.venue_id AND v.epoch = p.epoch
     WHERE p.last_heartbeat_at < $1 AND (p.connected OR p.last_heartbeat_at < $2)`,
    [new Date(now - disconnectedAfterMs), new Date(now - registrationMs)],
  );
  return found.map(({ venueId }) => venueId);
}

/** Registrations of former masters end after a day too; nobody needs to be told. */
export async function forgetFormer(manager: EntityManager, now: number): Promise<number> {
  const gone = await rows(
    manager,
    `DELETE FROM player_instances p USING venue_playback v
     WHERE v.venue_id = p.venue_id AND v.epoch <> p.epoch AND p.last_heartbeat_at < $1 RETURNING p.player_id`,
    [new Date(now - registrationMs)],
  );
  return gone.length;
}
