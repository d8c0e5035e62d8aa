import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Lane 4 keeps what staff took out of the lists for a while, with the way back. `reign` is since when the same device
 * has been master without another one in between. A command that is sent again is answered as it was the first time.
 */
export class UndoAndReturn1763600600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE queue_items
        DROP CONSTRAINT queue_items_lane_check,
        ADD CONSTRAINT queue_items_lane_check CHECK (lane BETWEEN 0 AND 4),
        ADD COLUMN removed_from text CHECK (removed_from IN ('active', 'priority', 'played')),
        ADD COLUMN removed_revision bigint,
        ADD COLUMN removed_at timestamptz,
        ADD CONSTRAINT queue_items_way_back CHECK (
          (lane = 4) = (removed_from IS NOT NULL AND removed_revision IS NOT NULL AND removed_at IS NOT NULL))`);
    await runner.query(`CREATE INDEX queue_items_removed ON queue_items (venue_id, removed_revision) WHERE lane = 4`);
    await runner.query(`CREATE INDEX queue_items_removed_at ON queue_items (removed_at) WHERE lane = 4`);
    await runner.query(`ALTER TABLE venue_playback ADD COLUMN reign jsonb`);
    await runner.query(`
      UPDATE venue_playback v
      SET reign = jsonb_build_object('deviceId', p.device_id, 'since', p.epoch, 'until', p.epoch)
      FROM player_instances p WHERE p.venue_id = v.venue_id AND p.epoch = v.epoch`);
    await runner.query(`ALTER TABLE command_log ADD COLUMN outcome text, ADD COLUMN restored integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE command_log DROP COLUMN outcome, DROP COLUMN restored`);
    await runner.query(`ALTER TABLE venue_playback DROP COLUMN reign`);
    await runner.query(`DELETE FROM queue_items WHERE lane = 4`);
    await runner.query(`
      ALTER TABLE queue_items
        DROP COLUMN removed_from, DROP COLUMN removed_revision, DROP COLUMN removed_at,
        DROP CONSTRAINT queue_items_lane_check,
        ADD CONSTRAINT queue_items_lane_check CHECK (lane BETWEEN 0 AND 3)`);
  }
}
