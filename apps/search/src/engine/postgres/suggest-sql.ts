/** Artists whose name begins so. $1 scopes, $2 normalised text, $3 how many. */
export const artistsSql = `
  SELECT min(artist) AS artist FROM documents
   WHERE scope = ANY($1::uuid[]) AND deleted_at IS NULL AND starts_with(artist_text, $2)
   GROUP BY artist_text ORDER BY artist_text = $2 DESC, sum(popularity) DESC, count(*) DESC, artist_text LIMIT $3`;

/** Tracks that hold every word; those whose title begins so first. $1 scopes, $2 normalised text, $3 how many, $4 tsquery. */
export const tracksSql = `
  SELECT track_id AS "trackId", summary->>'title' AS text, artist FROM documents
   WHERE scope = ANY($1::uuid[]) AND deleted_at IS NULL AND words @@ $4::tsquery
   ORDER BY title_text = $2 DESC, starts_with(title_text, $2) DESC, popularity DESC, title_text, track_id LIMIT $3`;
