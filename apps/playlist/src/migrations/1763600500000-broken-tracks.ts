import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Which tracks players failed with again and again. */
export class BrokenTracks1763600500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE known_tracks ADD COLUMN is_broken boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE known_tracks DROP COLUMN is_broken`);
  }
}
