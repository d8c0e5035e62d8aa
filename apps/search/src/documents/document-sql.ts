/**
 * Held until the end of the transaction by whoever writes documents: revisions become visible in their order, so that
 * who has read up to one has missed none before it.
 */
export const lockSql = `SELECT pg_advisory_xact_lock(hashtextextended('djamms.search.documents', 0))`;

/** Of a row that was never told of by music: a play that came first, or what a fill did not find any more. */
const unknownVersion = -1;

/**
 * Newer versions win; of popularity, the one after more plays. What is given again keeps its revision: nothing changed.
 * $1: documents as JSON, each track once.
 */
export const putSql = `
  INSERT INTO documents AS known (track_id, scope, version, title_text, base_text, artist_text, album_text, genre_text,
                                  is_version, artist, genre, year, duration, source, popularity, play_count, summary)
  SELECT track_id, scope, version, title_text, base_text, artist_text, album_text, genre_text, is_version,
         artist, genre, year, duration, source, popularity, play_count, summary
    FROM jsonb_to_recordset($1::jsonb) AS given (
      track_id uuid, scope uuid, version integer, title_text text, base_text text, artist_text text, album_text text,
      genre_text text, is_version boolean, artist text, genre text, year integer,
      duration double precision, source text, popularity double precision, play_count integer, summary jsonb)
  ON CONFLICT (track_id) DO UPDATE SET
    scope = excluded.scope, version = excluded.version, title_text = excluded.title_text,
    base_text = excluded.base_text, artist_text = excluded.artist_text, album_text = excluded.album_text,
    genre_text = excluded.genre_text, is_version = excluded.is_version,
    artist = excluded.artist, genre = excluded.genre, year = excluded.year, duration = excluded.duration,
    source = excluded.source, summary = excluded.summary,
    popularity = CASE WHEN excluded.play_count >= known.play_count THEN excluded.popularity ELSE known.popularity END,
    play_count = greatest(excluded.play_count, known.play_count),
    indexed_at = clock_timestamp(), deleted_at = NULL,
    revision = CASE
      WHEN known.deleted_at IS NULL AND known.version = excluded.version AND known.scope = excluded.scope
       AND known.play_count >= excluded.play_count AND known.summary = excluded.summary
       AND known.title_text = excluded.title_text AND known.base_text = excluded.base_text
       AND known.artist_text = excluded.artist_text AND known.album_text = excluded.album_text
       AND known.genre_text = excluded.genre_text
      THEN known.revision ELSE nextval('document_revisions') END
  WHERE known.version <= excluded.version AND (known.deleted_at IS NULL OR known.version = ${unknownVersion})`;

/** Leaves a stone where the track was, so that news of it that come late do not bring it back. $1 track, $2 scope. */
export const removeSql = `
  INSERT INTO documents AS known (track_id, scope, version, deleted_at) VALUES ($1, $2, 0, clock_timestamp())
  ON CONFLICT (track_id) DO UPDATE SET
    version = greatest(known.version, 0), deleted_at = clock_timestamp(), summary = '{}',
    revision = nextval('document_revisions')
  WHERE known.deleted_at IS NULL OR known.version = ${unknownVersion}`;

/** Events are kept for a week; nothing can come later than that. */
export const dropStonesSql = `DELETE FROM documents WHERE deleted_at < now() - interval '30 days'`;

/** A play may be told before its track. $1 track, $2 scope, $3 popularity, $4 play count. */
export const rankSql = `
  INSERT INTO documents AS known (track_id, scope, version, popularity, play_count, deleted_at)
  VALUES ($1, $2, ${unknownVersion}, $3, $4, clock_timestamp())
  ON CONFLICT (track_id) DO UPDATE SET
    popularity = excluded.popularity, play_count = excluded.play_count, revision = nextval('document_revisions')
  WHERE known.play_count < excluded.play_count AND (known.deleted_at IS NULL OR known.version = ${unknownVersion})`;

/**
 * Time passed without a play: of two tellings after the same play, the lower popularity is the later one.
 * $1: tracks as JSON, each once.
 */
export const fadeSql = `
  UPDATE documents known SET popularity = given.popularity, revision = nextval('document_revisions')
    FROM jsonb_to_recordset($1::jsonb) AS given ("trackId" uuid, popularity double precision, "playCount" integer)
   WHERE known.track_id = given."trackId" AND known.play_count = given."playCount"
     AND known.popularity > given.popularity AND known.deleted_at IS NULL`;

/** What has not been told of since a fill began is no track any more. $1: when it began. */
export const removeUnseenSql = `
  UPDATE documents SET deleted_at = clock_timestamp(), version = ${unknownVersion}, summary = '{}',
                       revision = nextval('document_revisions')
   WHERE indexed_at < $1 AND deleted_at IS NULL`;
