/**
 * Held until the end of the transaction by whoever writes documents: revisions become visible in their order, so that
 * who has read up to one has missed none before it.
 */
export const lockSql = `SELECT pg_advisory_xact_lock(hashtextextended('djamms.search.documents', 0))`;

/** Of a row that was never told of by music: a play that came first, or what a fill did not find any more. */
const unknownVersion = -1;

/** What a summary says of these is kept up to date beside it. */
const ranking = `'{popularity,playCount}'::text[]`;

/** What may be told again of a document: what is newer, and not of a track that was removed. */
const takesNews = (known: string, told: string): string =>
  `${known}.version <= ${told}.version AND (${known}.deleted_at IS NULL OR ${known}.version = ${unknownVersion})`;

/**
 * Newer versions win; of popularity, the one after more plays. What is known already is not touched: it keeps its
 * revision, and nobody has to follow it.
 * $1: documents as JSON, each track once.
 */
export const putSql = `
  INSERT INTO documents AS known (track_id, scope, version, title_text, base_text, artist_text, album_text, genre_text,
                                  is_version, artist, genre, year, duration, source, popularity, play_count, summary)
  SELECT given.track_id, given.scope, given.version, given.title_text, given.base_text, given.artist_text,
         given.album_text, given.genre_text, given.is_version, given.artist, given.genre, given.year, given.duration,
         given.source, given.popularity, given.play_count, given.summary
    FROM json_to_recordset($1::json) AS given (
      track_id uuid, scope uuid, version integer, title_text text, base_text text, artist_text text, album_text text,
      genre_text text, is_version boolean, artist text, genre text, year integer,
      duration double precision, source text, popularity double precision, play_count integer, summary jsonb)
    LEFT JOIN documents AS held ON held.track_id = given.track_id
   WHERE held.track_id IS NULL OR ${takesNews('held', 'given')} AND NOT (
         held.deleted_at IS NULL AND held.version = given.version AND held.scope = given.scope
     AND (held.play_count > given.play_count OR held.play_count = given.play_count AND held.popularity = given.popularity)
     AND held.summary - ${ranking} = given.summary - ${ranking}
     AND held.title_text = given.title_text AND held.base_text = given.base_text
     AND held.artist_text = given.artist_text AND held.album_text = given.album_text
     AND held.genre_text = given.genre_text)
  ON CONFLICT (track_id) DO UPDATE SET
    scope = excluded.scope, version = excluded.version, title_text = excluded.title_text,
    base_text = excluded.base_text, artist_text = excluded.artist_text, album_text = excluded.album_text,
    genre_text = excluded.genre_text, is_version = excluded.is_version,
    artist = excluded.artist, genre = excluded.genre, year = excluded.year, duration = excluded.duration,
    source = excluded.source, summary = excluded.summary,
    popularity = CASE WHEN excluded.play_count >= known.play_count THEN excluded.popularity ELSE known.popularity END,
    play_count = greatest(excluded.play_count, known.play_count),
    indexed_at = clock_timestamp(), deleted_at = NULL, revision = nextval('document_revisions')
  WHERE ${takesNews('known', 'excluded')}`;

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

/**
 * What a page of the library does not hold, between its ends, is no track any more; but what was written since the
 * page was asked for may have come too late for it.
 * $1 and $2: ids after which and up to which the page reaches, null for no end. $3: its ids. $4: when it was asked for.
 */
export const removeMissingSql = `
  UPDATE documents SET deleted_at = clock_timestamp(), version = ${unknownVersion}, summary = '{}',
                       revision = nextval('document_revisions')
   WHERE ($1::uuid IS NULL OR track_id > $1) AND ($2::uuid IS NULL OR track_id <= $2)
     AND track_id <> ALL($3::uuid[]) AND indexed_at < $4 AND deleted_at IS NULL`;

/**
 * The version before this one ends a fill by removing what was not written since it began. This one leaves alone what
 * is right, so where processes of both work on one fill, it is said to have begun before everything.
 */
export const beforeEverything = `to_timestamp(0)`;
