/** Newer versions win; of popularity, the one after more plays. $1: documents as JSON. */
export const indexSql = `
  INSERT INTO documents AS known (track_id, scope, version, title_text, artist_text, album_text, genre_text, words, artist,
                                  genre, year, duration, source, popularity, play_count, summary)
  SELECT track_id, scope, version, title_text, artist_text, album_text, genre_text, array_to_tsvector(word_list), artist,
         genre, year, duration, source, popularity, play_count, summary
    FROM jsonb_to_recordset($1::jsonb) AS given (
      track_id uuid, scope uuid, version integer, title_text text, artist_text text, album_text text, genre_text text,
      word_list text[], artist text, genre text, year integer, duration double precision, source text,
      popularity double precision, play_count integer, summary jsonb)
   ORDER BY track_id
  ON CONFLICT (track_id) DO UPDATE SET
    scope = excluded.scope, version = excluded.version,
    title_text = excluded.title_text, artist_text = excluded.artist_text, album_text = excluded.album_text,
    genre_text = excluded.genre_text, words = excluded.words, artist = excluded.artist, genre = excluded.genre,
    year = excluded.year, duration = excluded.duration, source = excluded.source, summary = excluded.summary,
    popularity = CASE WHEN excluded.play_count >= known.play_count THEN excluded.popularity ELSE known.popularity END,
    play_count = greatest(excluded.play_count, known.play_count),
    indexed_at = clock_timestamp()
  WHERE known.version <= excluded.version AND known.deleted_at IS NULL`;

/** Sorted, so that two transactions never wait for each other in a circle. $1: documents as JSON. */
export const wordsSql = `
  INSERT INTO words (scope, word)
  SELECT DISTINCT given.scope, word
    FROM jsonb_to_recordset($1::jsonb) AS given (scope uuid, word_list text[]), unnest(given.word_list) AS word
   ORDER BY 1, 2
  ON CONFLICT DO NOTHING`;

/** Leaves a stone where the track was, so that news of it that come late do not bring it back. $1 track, $2 scope. */
export const removeSql = `
  INSERT INTO documents (track_id, scope, version, deleted_at) VALUES ($1, $2, 0, clock_timestamp())
  ON CONFLICT (track_id) DO UPDATE SET
    deleted_at = coalesce(documents.deleted_at, excluded.deleted_at), words = '', summary = '{}'`;

/** Events are kept for a week; nothing can come later than that. */
export const dropStonesSql = `DELETE FROM documents WHERE deleted_at < now() - interval '30 days'`;

/** $1 track, $2 popularity, $3 play count. */
export const rankSql = `UPDATE documents SET popularity = $2, play_count = $3 WHERE track_id = $1 AND play_count < $3`;

/** $1: when the rebuild began. */
export const removeUnseenSql = `DELETE FROM documents WHERE indexed_at < $1 AND deleted_at IS NULL`;
/** Words that no document holds any more. */
export const dropUnusedWordsSql = `
  DELETE FROM words WHERE NOT EXISTS (
    SELECT FROM (SELECT DISTINCT scope, unnest(tsvector_to_array(words)) AS word FROM documents WHERE deleted_at IS NULL) AS used
     WHERE used.scope = words.scope AND used.word = words.word)`;
