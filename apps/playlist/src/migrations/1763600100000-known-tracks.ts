import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What this service knows of the library, so that playback asks nobody. Deleted tracks stay as a mark of their id. */
export class KnownTracks1763600100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE known_tracks (
        id uuid PRIMARY KEY,
        venue_id uuid,
        title text NOT NULL DEFAULT '',
        artist text NOT NULL DEFAULT '',
        album text,
        genre text,
        year integer,
        duration numeric(9, 3) NOT NULL DEFAULT 0,
        source text NOT NULL DEFAULT 'file' CHECK (source IN ('file', 'youtube', 'spotify')),
        video_id text,
        file_id uuid,
        thumbnail_url text,
        real_end_offset double precision,
        cue_in double precision,
        loudness_lufs double precision,
        true_peak_db double precision,
        popularity double precision NOT NULL DEFAULT 0,
        play_count integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 0,
        deleted_at timestamptz
      )`);
    await runner.query(
      `CREATE INDEX known_tracks_video ON known_tracks (video_id, venue_id) WHERE video_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE known_tracks`);
  }
}
