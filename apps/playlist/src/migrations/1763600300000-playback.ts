import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * One row of venue_playback is one venue's playback; whoever changes anything of the venue's holds its lock.
 * Lanes of queue_items: 0 and 1 take turns as "waiting" and "played" of the main queue, so that starting it over
 * writes no item; 2 is the priority queue, 3 keeps what was played but does not come again.
 */
export class Playback1763600300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE venue_playback (
        venue_id uuid PRIMARY KEY,
        revision bigint NOT NULL DEFAULT 0,
        now_playing jsonb,
        intention text NOT NULL DEFAULT 'stop' CHECK (intention IN ('play', 'pause', 'stop', 'emergency')),
        settings jsonb NOT NULL DEFAULT '{}',
        failures_in_a_row integer NOT NULL DEFAULT 0,
        active_lane smallint NOT NULL DEFAULT 0 CHECK (active_lane IN (0, 1)),
        pivot bigint,
        last_position bigint,
        active_count integer NOT NULL DEFAULT 0 CHECK (active_count >= 0),
        priority_count integer NOT NULL DEFAULT 0 CHECK (priority_count >= 0),
        played_count integer NOT NULL DEFAULT 0 CHECK (played_count >= 0),
        departures bigint NOT NULL DEFAULT 0,
        auto_seed bigint,
        auto_key bigint,
        epoch integer NOT NULL DEFAULT 0
      )`);
    await runner.query(`
      CREATE TABLE queue_items (
        item_id uuid PRIMARY KEY,
        venue_id uuid NOT NULL REFERENCES venue_playback (venue_id) ON DELETE CASCADE,
        lane smallint NOT NULL CHECK (lane BETWEEN 0 AND 3),
        position bigint NOT NULL,
        salt bigint NOT NULL CHECK (salt BETWEEN 0 AND 2147483647),
        placed_seed bigint,
        placed_key bigint,
        track_id uuid NOT NULL REFERENCES known_tracks (id),
        source text NOT NULL CHECK (source IN ('queue', 'priority', 'auto')),
        credit double precision NOT NULL DEFAULT 0,
        is_request boolean NOT NULL DEFAULT false,
        added_by uuid,
        added_at timestamptz NOT NULL,
        departure bigint
      )`);
    await runner.query(`CREATE INDEX queue_items_order ON queue_items (venue_id, lane, position, item_id)`);
    await runner.query(`CREATE INDEX queue_items_track ON queue_items (track_id)`);
    await runner.query(
      `CREATE INDEX queue_items_departure ON queue_items (venue_id, departure) WHERE departure IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE player_instances (
        venue_id uuid NOT NULL REFERENCES venue_playback (venue_id) ON DELETE CASCADE,
        device_id text NOT NULL,
        player_id uuid NOT NULL UNIQUE,
        user_agent text,
        epoch integer NOT NULL,
        connected boolean NOT NULL DEFAULT true,
        registered_at timestamptz NOT NULL,
        last_heartbeat_at timestamptz NOT NULL,
        ready_at timestamptz,
        PRIMARY KEY (venue_id, device_id)
      )`);
    await runner.query(`CREATE INDEX player_instances_heartbeat ON player_instances (last_heartbeat_at)`);
    await runner.query(`
      CREATE TABLE command_log (
        venue_id uuid NOT NULL REFERENCES venue_playback (venue_id) ON DELETE CASCADE,
        command_id text NOT NULL,
        revision bigint NOT NULL,
        item_id uuid,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (venue_id, command_id)
      )`);
    await runner.query(`CREATE INDEX command_log_created_at ON command_log (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['command_log', 'player_instances', 'queue_items', 'venue_playback'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
