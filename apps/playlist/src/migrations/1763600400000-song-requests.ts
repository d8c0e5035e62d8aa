import { type MigrationInterface, type QueryRunner } from 'typeorm';

const waiting = `status IN ('pending', 'approved', 'queued')`;

/**
 * What guests asked for, and what their wishes are judged by: when a track was heard last in a venue, and how many
 * likes it has there. `is_request` of queue_items stays true when the request that `request_id` names was kept.
 */
export class SongRequests1763600400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE venue_playback
        ADD COLUMN request_rules jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN approved_count integer NOT NULL DEFAULT 0 CHECK (approved_count >= 0),
        ADD COLUMN alerts jsonb NOT NULL DEFAULT '[]'`);
    await runner.query(`ALTER TABLE queue_items ADD COLUMN request_id uuid`);
    await runner.query(`
      CREATE TABLE song_requests (
        id uuid PRIMARY KEY,
        venue_id uuid NOT NULL REFERENCES venue_playback (venue_id) ON DELETE CASCADE,
        requester_id text NOT NULL,
        added_by uuid,
        track_id uuid NOT NULL REFERENCES known_tracks (id),
        artist_key text NOT NULL,
        status text NOT NULL
          CHECK (status IN ('pending', 'approved', 'queued', 'playing', 'played', 'rejected', 'refunded')),
        ending text CHECK (ending IN ('staff', 'guest', 'track_gone', 'unplayable', 'cleared')),
        reason text,
        credit double precision NOT NULL DEFAULT 0,
        payment_id text,
        item_id uuid,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CHECK ((item_id IS NOT NULL) = (status IN ('queued', 'playing'))),
        CHECK ((ending IS NOT NULL) = (status IN ('rejected', 'refunded')))
      )`);
    await runner.query(`CREATE INDEX song_requests_newest ON song_requests (venue_id, created_at DESC, id DESC)`);
    await runner.query(`
      CREATE INDEX song_requests_open ON song_requests (venue_id, created_at DESC, id DESC)
      WHERE status IN ('pending', 'approved', 'queued', 'playing')`);
    await runner.query(`CREATE INDEX song_requests_waiting ON song_requests (venue_id, requester_id) WHERE ${waiting}`);
    await runner.query(`
      CREATE INDEX song_requests_requester ON song_requests (venue_id, requester_id, created_at DESC, id DESC)`);
    await runner.query(`
      CREATE INDEX song_requests_artist ON song_requests (venue_id, artist_key, created_at DESC)
      WHERE status NOT IN ('rejected', 'refunded')`);
    await runner.query(`
      CREATE INDEX song_requests_track ON song_requests (track_id, venue_id)
      WHERE status IN ('pending', 'approved', 'queued', 'playing')`);
    await runner.query(`CREATE UNIQUE INDEX song_requests_payment ON song_requests (payment_id)`);
    await runner.query(`
      CREATE TABLE last_plays (
        venue_id uuid NOT NULL REFERENCES venue_playback (venue_id) ON DELETE CASCADE,
        track_id uuid NOT NULL REFERENCES known_tracks (id),
        played_at timestamptz NOT NULL,
        PRIMARY KEY (venue_id, track_id)
      )`);
    await runner.query(`
      CREATE TABLE vote_counts (
        venue_id uuid NOT NULL,
        track_id uuid NOT NULL,
        votes integer NOT NULL CHECK (votes >= 0),
        vote_version bigint NOT NULL,
        PRIMARY KEY (venue_id, track_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['vote_counts', 'last_plays', 'song_requests']) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`ALTER TABLE queue_items DROP COLUMN request_id`);
    await runner.query(`
      ALTER TABLE venue_playback DROP COLUMN request_rules, DROP COLUMN approved_count, DROP COLUMN alerts`);
  }
}
