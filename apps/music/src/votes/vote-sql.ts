/** $1 venue, $2 track, $3 and $4 the voter. Each gives the new total, or no row where nothing changed. */
const key = 'venue_id = $1 AND track_id = $2 AND voter_kind = $3 AND voter_id = $4';

const counted = (change: string, delta: '+ 1' | '- 1'): string => `
  WITH change AS (${change} RETURNING 1)
  INSERT INTO track_vote_totals AS known (venue_id, track_id, votes, version)
  SELECT $1::uuid, $2::uuid, 1, 1 FROM change
  ON CONFLICT (venue_id, track_id) DO UPDATE SET votes = known.votes ${delta}, version = known.version + 1
  RETURNING votes, version`;

/** The primary key decides which of several at once is the first. */
export const likeSql = counted(
  `INSERT INTO track_votes (venue_id, track_id, voter_kind, voter_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
  '+ 1',
);

/** What is taken back was counted before, so that its total is there. */
export const unlikeSql = counted(`DELETE FROM track_votes WHERE ${key}`, '- 1');

export const totalSql = `SELECT votes FROM track_vote_totals WHERE venue_id = $1 AND track_id = $2`;

/** $1 venue, $2 and $3 the voter, $4 how many at most. */
export const mineSql = `
  SELECT vote.track_id FROM track_votes vote JOIN tracks track ON track.id = vote.track_id AND track.is_active
   WHERE vote.venue_id = $1 AND vote.voter_kind = $2 AND vote.voter_id = $3
   ORDER BY vote.voted_at DESC, vote.track_id LIMIT $4`;

/** A track that the venue $1 may use: its own before a shared one with the same video. $2 id or $3 video id, the other null. */
export const trackSql = `
  SELECT id FROM tracks
   WHERE is_active AND (venue_id = $1 OR venue_id IS NULL) AND (id = $2 OR video_id = $3)
   ORDER BY venue_id NULLS LAST, id LIMIT 1`;
