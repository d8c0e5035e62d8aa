import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Expressions that lists can be sorted by. An empty field is the smallest, so one index serves both directions. */
const sortIndexes: Record<string, string> = {
  title: 'lower(title)',
  artist: 'lower(artist)',
  album: `lower(coalesce(album, ''))`,
  genre: `lower(coalesce(genre, ''))`,
  duration: 'duration',
  year: 'coalesce(year, -1)',
  popularity: 'popularity',
  play_count: 'play_count',
  created_at: 'created_at',
};

/**
 * Tracks of the library and what was played. Names sort by the Unicode collation, so that Ärzte stands beside
 * Arcade Fire whatever locale the database was made with.
 */
export class Library1763600100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tracks (
        id uuid PRIMARY KEY,
        venue_id uuid,
        title text COLLATE "und-x-icu" NOT NULL,
        artist text COLLATE "und-x-icu" NOT NULL,
        album text COLLATE "und-x-icu",
        album_artist text COLLATE "und-x-icu",
        genre text COLLATE "und-x-icu",
        duration double precision NOT NULL CHECK (duration >= 0),
        year integer,
        track_no integer,
        isrc text,
        source text NOT NULL CHECK (source IN ('file', 'youtube', 'spotify')),
        video_id text,
        bitrate integer,
        file_size bigint,
        file_id uuid,
        file_path text,
        sha256 text,
        mime text,
        thumbnail_url text,
        popularity double precision NOT NULL DEFAULT 0,
        popularity_at timestamptz,
        play_count integer NOT NULL DEFAULT 0,
        real_end_offset double precision,
        cue_in double precision,
        loudness_lufs double precision,
        true_peak_db double precision,
        bpm double precision,
        musical_key text,
        metadata jsonb NOT NULL DEFAULT '{}',
        edited_fields text[] NOT NULL DEFAULT '{}',
        processing text NOT NULL DEFAULT 'pending' CHECK (processing IN ('pending', 'processing', 'ready', 'failed')),
        processing_error text,
        is_active boolean NOT NULL DEFAULT true,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        search_text text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (lower(title || E'\\x01' || artist)) STORED,
        CHECK (is_active = (deleted_at IS NULL))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX tracks_file_key ON tracks (venue_id, sha256) NULLS NOT DISTINCT WHERE is_active AND sha256 IS NOT NULL`,
    );
    for (const [name, expression] of Object.entries(sortIndexes))
      await runner.query(`CREATE INDEX tracks_by_${name} ON tracks (venue_id, (${expression}), id) WHERE is_active`);
    await runner.query(`CREATE INDEX tracks_by_source ON tracks (venue_id, source, created_at, id) WHERE is_active`);
    await runner.query(`CREATE INDEX tracks_by_bpm ON tracks (venue_id, bpm) WHERE is_active AND bpm IS NOT NULL`);
    await runner.query(`CREATE INDEX tracks_text ON tracks USING gin (search_text gin_trgm_ops) WHERE is_active`);
    await runner.query(`CREATE INDEX tracks_metadata ON tracks USING gin (metadata jsonb_path_ops)`);
    await makeHistory(runner);
    await makeCounts(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE playback_history, library_counts, tracks`);
    await runner.query(`DROP FUNCTION count_library`);
    await runner.query(`DROP TYPE library_change`);
  }
}

/** `id` is the play's own id: a play that is reported twice has one entry. Title and artist as they were then. */
async function makeHistory(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE playback_history (
      id uuid PRIMARY KEY,
      venue_id uuid NOT NULL,
      track_id uuid NOT NULL REFERENCES tracks (id),
      title text NOT NULL,
      artist text NOT NULL,
      played_at timestamptz NOT NULL,
      duration_played double precision NOT NULL CHECK (duration_played >= 0),
      source text NOT NULL,
      counted boolean NOT NULL
    )`);
  await runner.query(`CREATE INDEX playback_history_newest ON playback_history (venue_id, played_at DESC, id DESC)`);
  await runner.query(`CREATE INDEX playback_history_track ON playback_history (track_id)`);
}

/**
 * How many tracks a venue has in all, by genre and by artist. Kept by the database itself, once per statement and
 * whatever changes the tracks: counting 120,000 rows anew costs more than the whole page they are counted for.
 */
async function makeCounts(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE library_counts (
      venue_id uuid,
      kind text NOT NULL CHECK (kind IN ('track', 'genre', 'artist')),
      key text COLLATE "und-x-icu" NOT NULL,
      name text NOT NULL,
      tracks integer NOT NULL,
      CONSTRAINT library_counts_key UNIQUE NULLS NOT DISTINCT (venue_id, kind, key)
    )`);
  await runner.query(`CREATE TYPE library_change AS (venue_id uuid, artist text, genre text, delta integer)`);
  await runner.query(countFunction);
  for (const [operation, tables] of [
    ['INSERT', 'NEW TABLE AS new_tracks'],
    ['UPDATE', 'OLD TABLE AS old_tracks NEW TABLE AS new_tracks'],
    ['DELETE', 'OLD TABLE AS old_tracks'],
  ] as const)
    await runner.query(
      `CREATE TRIGGER count_library_${operation.toLowerCase()} AFTER ${operation} ON tracks
         REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION count_library()`,
    );
}

/**
 * Runs with the schema it was made in, whoever changes the tracks, e.g. a restore. Rows are touched in the order of
 * their key, so that two statements never wait for each other in a circle.
 */
const countFunction = `
  CREATE FUNCTION count_library() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  DECLARE
    changes library_change[];
  BEGIN
    IF TG_OP = 'INSERT' THEN
      SELECT array_agg((venue_id, artist, genre, 1)::library_change) INTO changes FROM new_tracks WHERE is_active;
    ELSIF TG_OP = 'DELETE' THEN
      SELECT array_agg((venue_id, artist, genre, -1)::library_change) INTO changes FROM old_tracks WHERE is_active;
    ELSE
      SELECT array_agg(change) INTO changes
        FROM old_tracks o JOIN new_tracks n USING (id)
       CROSS JOIN LATERAL (
         VALUES ((o.venue_id, o.artist, o.genre, CASE WHEN o.is_active THEN -1 ELSE 0 END)::library_change),
                ((n.venue_id, n.artist, n.genre, CASE WHEN n.is_active THEN 1 ELSE 0 END)::library_change)
       ) AS both_sides (change)
       WHERE (o.venue_id, o.artist COLLATE "C", o.genre COLLATE "C", o.is_active)
             IS DISTINCT FROM (n.venue_id, n.artist COLLATE "C", n.genre COLLATE "C", n.is_active);
    END IF;
    IF changes IS NULL THEN
      RETURN NULL;
    END IF;
    INSERT INTO library_counts AS known (venue_id, kind, key, name, tracks)
    SELECT change.venue_id, part.kind, lower(part.name),
           coalesce(max(part.name) FILTER (WHERE change.delta > 0), max(part.name)), sum(change.delta)
      FROM unnest(changes) AS change
     CROSS JOIN LATERAL (
       VALUES ('track', ''), ('artist', change.artist), ('genre', change.genre)
     ) AS part (kind, name)
     WHERE part.name IS NOT NULL AND change.delta <> 0
     GROUP BY 1, 2, 3
     ORDER BY 1, 2, 3
    ON CONFLICT ON CONSTRAINT library_counts_key
    DO UPDATE SET tracks = known.tracks + excluded.tracks,
                  name = CASE WHEN excluded.tracks >= 0 THEN excluded.name ELSE known.name END;
    RETURN NULL;
  END
  $$`;
