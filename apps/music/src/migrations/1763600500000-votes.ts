import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Likes of tracks by venue: one for each voter and track, whatever comes at once. The totals stand beside them, with a
 * version that says which of two is the newer one.
 */
export class Votes1763600500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE track_votes (
        venue_id uuid NOT NULL,
        track_id uuid NOT NULL REFERENCES tracks (id),
        voter_kind text NOT NULL CHECK (voter_kind IN ('user', 'guest')),
        voter_id uuid NOT NULL,
        voted_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (venue_id, track_id, voter_kind, voter_id)
      )`);
    await runner.query(
      `CREATE INDEX track_votes_of_voter ON track_votes (venue_id, voter_kind, voter_id, voted_at DESC)`,
    );
    await runner.query(`
      CREATE TABLE track_vote_totals (
        venue_id uuid NOT NULL,
        track_id uuid NOT NULL REFERENCES tracks (id),
        votes integer NOT NULL CHECK (votes >= 0),
        version integer NOT NULL,
        PRIMARY KEY (venue_id, track_id)
      )`);
    await runner.query(`CREATE INDEX tracks_video ON tracks (video_id) WHERE is_active AND video_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX tracks_video`);
    await runner.query(`DROP TABLE track_votes, track_vote_totals`);
  }
}
