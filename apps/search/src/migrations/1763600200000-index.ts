import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The built-in search index. `scope` is the venue, or the nil UUID for tracks shared by all. */
export class Index1763600200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE documents (
        track_id uuid PRIMARY KEY,
        scope uuid NOT NULL,
        version integer NOT NULL,
        title_text text COLLATE "C" NOT NULL DEFAULT '',
        artist_text text COLLATE "C" NOT NULL DEFAULT '',
        album_text text COLLATE "C" NOT NULL DEFAULT '',
        genre_text text COLLATE "C" NOT NULL DEFAULT '',
        words tsvector NOT NULL DEFAULT '',
        artist text NOT NULL DEFAULT '',
        genre text,
        year integer,
        duration double precision NOT NULL DEFAULT 0,
        source text NOT NULL DEFAULT 'file',
        popularity double precision NOT NULL DEFAULT 0,
        play_count integer NOT NULL DEFAULT 0,
        summary jsonb NOT NULL DEFAULT '{}',
        indexed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        deleted_at timestamptz
      )`);
    await runner.query(`CREATE INDEX documents_words ON documents USING gin (scope, words) WHERE deleted_at IS NULL`);
    await runner.query(
      `CREATE INDEX documents_popular ON documents (scope, popularity DESC, track_id) WHERE deleted_at IS NULL`,
    );
    await runner.query(`CREATE INDEX documents_artist ON documents (scope, artist_text) WHERE deleted_at IS NULL`);
    await runner.query(`CREATE INDEX documents_title ON documents (scope, title_text) WHERE deleted_at IS NULL`);
    await runner.query(`CREATE INDEX documents_deleted ON documents (deleted_at) WHERE deleted_at IS NOT NULL`);
    // Words that occur, to find what a mistyped one was meant to be.
    await runner.query(`
      CREATE TABLE words (
        scope uuid NOT NULL,
        word text COLLATE "C" NOT NULL,
        PRIMARY KEY (scope, word)
      )`);
    await runner.query(`CREATE INDEX words_similar ON words USING gin (scope, word gin_trgm_ops)`);
    // How far the index has been filled from the library; one row per index.
    await runner.query(`
      CREATE TABLE index_fills (
        name text PRIMARY KEY,
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        after_id uuid,
        completed_at timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE index_fills, words, documents`);
  }
}
