import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Times in a row that a player could not play the track. */
export class PlaybackFailures1763600400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE tracks ADD COLUMN playback_failures integer NOT NULL DEFAULT 0 CHECK (playback_failures >= 0)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE tracks DROP COLUMN playback_failures`);
  }
}
