import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** When a new index was made one segment; null until then. */
export class Condensed1763600280000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rebuilds ADD COLUMN condensed_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rebuilds DROP COLUMN condensed_at');
  }
}
