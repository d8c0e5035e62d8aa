import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Audio files and artwork, and which of them no track holds yet. */
export class Files1763600000000 implements MigrationInterface {
  name = 'Files1763600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE files (
        id uuid PRIMARY KEY,
        venue_id uuid NOT NULL,
        track_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('audio', 'artwork')),
        sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        size bigint NOT NULL CHECK (size > 0),
        mime text NOT NULL,
        storage_key text NOT NULL CONSTRAINT files_storage_key_unique UNIQUE,
        state text NOT NULL CHECK (state IN ('stored', 'claimed')),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX files_track_id ON files (track_id)');
    await runner.query('CREATE INDEX files_venue_id ON files (venue_id)');
    await runner.query("CREATE INDEX files_unclaimed ON files (created_at) WHERE state = 'stored'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE files');
  }
}
