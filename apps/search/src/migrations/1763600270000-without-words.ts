import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Nothing has read or written these since libraries are searched in memory; the version before this one does not either. */
export class WithoutWords1763600270000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // -- contract: unused since 0.1.0
    await runner.query('DROP TABLE words');
    // -- contract: unused since 0.1.0
    await runner.query('ALTER TABLE documents DROP COLUMN words');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE documents ADD COLUMN words tsvector NOT NULL DEFAULT ''`);
    await runner.query(`
      CREATE TABLE words (
        scope uuid NOT NULL,
        word text COLLATE "C" NOT NULL,
        PRIMARY KEY (scope, word)
      )`);
  }
}
