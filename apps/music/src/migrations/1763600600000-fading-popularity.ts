import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds the tracks whose popularity was reckoned longest ago, of those that have any. */
export class FadingPopularity1763600600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX tracks_fading ON tracks (popularity_at) WHERE is_active AND popularity > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX tracks_fading`);
  }
}
