import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Documents become the source that engines follow: every change gets the next revision. */
export class Documents1763600201000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SEQUENCE document_revisions AS bigint`);
    await runner.query(`
      ALTER TABLE documents
        ADD COLUMN revision bigint NOT NULL DEFAULT nextval('document_revisions'),
        ADD COLUMN base_text text COLLATE "C" NOT NULL DEFAULT '',
        ADD COLUMN is_version boolean NOT NULL DEFAULT false,
        ADD COLUMN clicks real NOT NULL DEFAULT 0`);
    await runner.query(`CREATE INDEX documents_revision ON documents (revision)`);
    await runner.query(`CREATE INDEX documents_scope ON documents (scope, track_id) WHERE deleted_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX documents_scope, documents_revision`);
    await runner.query(
      `ALTER TABLE documents DROP COLUMN revision, DROP COLUMN base_text, DROP COLUMN is_version, DROP COLUMN clicks`,
    );
    await runner.query(`DROP SEQUENCE document_revisions`);
  }
}
