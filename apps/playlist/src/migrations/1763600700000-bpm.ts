import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Tracks that are known already tell their tempo with their next change. */
export class Bpm1763600700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE known_tracks ADD COLUMN bpm double precision`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE known_tracks DROP COLUMN bpm`);
  }
}
