import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Positions have gaps, so that a move writes one row. Counts and durations are kept with the tracks, exactly:
 * numeric to the millisecond, because sums of floating point numbers drift.
 */
export class Playlists1763600200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE playlists (
        id uuid PRIMARY KEY,
        venue_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        name text NOT NULL,
        description text,
        source text NOT NULL DEFAULT 'local' CHECK (source IN ('local', 'spotify', 'm3u')),
        external_id text,
        external_url text,
        cover_image_url text,
        is_public boolean NOT NULL DEFAULT false,
        is_default boolean NOT NULL DEFAULT false,
        category text,
        tags text[] NOT NULL DEFAULT '{}',
        track_count integer NOT NULL DEFAULT 0 CHECK (track_count >= 0),
        total_duration numeric(12, 3) NOT NULL DEFAULT 0,
        play_count integer NOT NULL DEFAULT 0,
        last_played_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX playlists_venue_name ON playlists (venue_id, lower(name), id)`);
    await runner.query(`CREATE UNIQUE INDEX playlists_one_default ON playlists (venue_id) WHERE is_default`);
    await runner.query(`
      CREATE TABLE playlist_tracks (
        playlist_id uuid NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
        track_id uuid NOT NULL REFERENCES known_tracks (id),
        position bigint NOT NULL,
        salt bigint NOT NULL DEFAULT floor(random() * 2147483648)::bigint,
        added_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (playlist_id, track_id),
        CONSTRAINT playlist_tracks_order UNIQUE (playlist_id, position) DEFERRABLE INITIALLY IMMEDIATE
      )`);
    await runner.query(`CREATE INDEX playlist_tracks_track ON playlist_tracks (track_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE playlist_tracks`);
    await runner.query(`DROP TABLE playlists`);
  }
}
