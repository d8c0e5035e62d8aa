import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What people search for: each search for a while, and counts by day for longer. */
export class SearchHistory1763600260000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE search_history (
        id uuid PRIMARY KEY,
        venue_id uuid NOT NULL,
        -- A user's or a guest's.
        person_id uuid NOT NULL,
        person_kind text NOT NULL CHECK (person_kind IN ('user', 'guest')),
        query text NOT NULL,
        -- Normalised: what counts as the same query.
        query_key text COLLATE "C" NOT NULL,
        filters jsonb NOT NULL DEFAULT '{}',
        result_count integer,
        clicked_track_id uuid,
        searched_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX search_history_person ON search_history (person_id, searched_at DESC, id)`);
    await runner.query(`CREATE INDEX search_history_time ON search_history (searched_at)`);
    await runner.query(
      `CREATE INDEX search_history_clicks ON search_history (searched_at) WHERE clicked_track_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE search_counts (
        venue_id uuid NOT NULL,
        day date NOT NULL,
        query_key text COLLATE "C" NOT NULL,
        query text NOT NULL,
        searches integer NOT NULL,
        without_result integer NOT NULL,
        clicks integer NOT NULL,
        last_searched_at timestamptz NOT NULL,
        PRIMARY KEY (venue_id, day, query_key)
      )`);
    await runner.query(`CREATE INDEX search_counts_day ON search_counts (day)`);
    await runner.query(`
      CREATE TABLE search_rollups (
        name text PRIMARY KEY,
        counted_until timestamptz NOT NULL
      )`);
    // Libraries are searched in memory: what only searches in the database needed goes.
    await runner.query(
      `DROP INDEX documents_words, documents_popular, documents_artist, documents_title, words_similar`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE search_rollups, search_counts, search_history`);
    await runner.query(`CREATE INDEX documents_words ON documents USING gin (scope, words) WHERE deleted_at IS NULL`);
    await runner.query(
      `CREATE INDEX documents_popular ON documents (scope, popularity DESC, track_id) WHERE deleted_at IS NULL`,
    );
    await runner.query(`CREATE INDEX documents_artist ON documents (scope, artist_text) WHERE deleted_at IS NULL`);
    await runner.query(`CREATE INDEX documents_title ON documents (scope, title_text) WHERE deleted_at IS NULL`);
    await runner.query(`CREATE INDEX words_similar ON words USING gin (scope, word gin_trgm_ops)`);
  }
}
