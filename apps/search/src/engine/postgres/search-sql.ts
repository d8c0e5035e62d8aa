import { normalize } from '../../text/normalize';
import { type SearchFilters } from '@djamms/contracts';
import { scopesOf } from '../../documents/document-row';

export interface SqlQuery {
  sql: string;
  values: unknown[];
}

export interface SearchSqlOptions {
  venueId: string;
  /** Normalised. */
  text: string;
  /** A tsquery; empty asks for no words. */
  words: string;
  filters: SearchFilters;
  limit: number;
  offset: number;
}

/** Most genres that are counted for the facet. */
const maxGenres = 50;
const maxArtists = 20;

/** How well a document fits what was typed, before popularity. Weights from comparing results by hand. */
const fit = `CASE
  WHEN $3 = '' THEN 1
  WHEN title_text = $3 THEN 10
  WHEN artist_text = $3 THEN 6
  WHEN starts_with(title_text || ' ' || artist_text, $3) OR starts_with(artist_text || ' ' || title_text, $3) THEN 4
  WHEN starts_with(title_text, $3) THEN 3
  WHEN starts_with(artist_text, $3) THEN 2
  ELSE 1 END
  + CASE WHEN $3 = '' THEN 0 ELSE least(1, length($3)::float / greatest(1, length(title_text))) END`;

/** Page, total, artists and facets of one search, from one look at the index: they always agree. */
export function searchSql({ venueId, text, words, filters, limit, offset }: SearchSqlOptions): SqlQuery {
  const values: unknown[] = [scopesOf(venueId), words, text, limit, offset];
  const conditions = filterConditions(filters, values);
  const asked = words === '' ? `$2::text = ''` : 'words @@ $2::tsquery';
  const best = 'score DESC, popularity DESC, track_id';
  const sql = `
    WITH matched AS MATERIALIZED (
      SELECT track_id, artist, artist_text, genre, genre_text, year, duration, popularity,
             (${fit}) * (1 + 0.2 * ln(1 + popularity)) AS score
        FROM documents
       WHERE scope = ANY($1::uuid[]) AND deleted_at IS NULL AND ${[asked, ...conditions].join(' AND ')}
    )
    SELECT
      (SELECT count(*)::int FROM matched) AS total,
      (SELECT coalesce(jsonb_agg(
                document.summary || jsonb_build_object('popularity', document.popularity, 'playCount', document.play_count)
                ORDER BY page.score DESC, page.popularity DESC, page.track_id), '[]')
         FROM (SELECT track_id, score, popularity FROM matched ORDER BY ${best} LIMIT $4 OFFSET $5) AS page
         JOIN documents AS document USING (track_id)) AS items,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'trackCount', tracks)
                ORDER BY named DESC, begins DESC, tracks DESC, name), '[]')
         FROM (SELECT min(artist) AS name, count(*)::int AS tracks,
                      artist_text = $3 AS named, starts_with(artist_text, $3) AS begins
                 FROM matched GROUP BY artist_text
                ORDER BY named DESC, begins DESC, tracks DESC, name LIMIT ${maxArtists}) AS artist) AS artists,
      jsonb_build_object(
        'genre', ${facet('min(genre)', `genre IS NOT NULL GROUP BY genre_text`, 'count DESC, value', maxGenres)},
        'year', ${facet(`(year / 10 * 10)::text || 's'`, 'year IS NOT NULL GROUP BY year / 10', 'value DESC', 100)},
        'duration', ${facet(durationRange, `true GROUP BY 1`, `split_part(value, '-', 1)::int`, 10)}
      ) AS facets`;
  return { sql, values };
}

/** Seconds, as a range that durationMin and durationMax take; the last one is open. */
const durationRange = `CASE WHEN duration < 120 THEN '0-120' WHEN duration < 240 THEN '120-240'
  WHEN duration < 360 THEN '240-360' ELSE '360-' END`;

const facet = (value: string, where: string, order: string, limit: number): string => `
  (SELECT coalesce(jsonb_agg(jsonb_build_object('value', value, 'count', count) ORDER BY ${order}), '[]')
     FROM (SELECT ${value} AS value, count(*)::int AS count FROM matched WHERE ${where}
            ORDER BY count DESC LIMIT ${limit}) AS counted)`;

/** Names are compared in their normalised form. Adds to `values`. */
function filterConditions(filters: SearchFilters, values: unknown[]): string[] {
  const conditions: string[] = [];
  const compare = (value: string | number | undefined, sql: string) => {
    if (value !== undefined) conditions.push(`${sql} $${values.push(value)}`);
  };
  const normalized = (text: string | undefined) => (text === undefined ? undefined : normalize(text));
  compare(normalized(filters.artist), 'artist_text =');
  compare(normalized(filters.album), 'album_text =');
  compare(normalized(filters.genre), 'genre_text =');
  compare(filters.yearFrom, 'year >=');
  compare(filters.yearTo, 'year <=');
  compare(filters.durationMin, 'duration >=');
  compare(filters.durationMax, 'duration <=');
  compare(filters.source, 'source =');
  return conditions;
}
