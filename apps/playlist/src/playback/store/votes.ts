import { type PayloadOf, type trackVoted } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { firstRow, rows } from '../../sql';

/** Likes of a track in a venue. */
export async function countVotes(manager: EntityManager, venueId: string, trackId: string): Promise<number> {
  const found = await firstRow<{ votes: number }>(
    manager,
    `SELECT votes FROM vote_counts WHERE venue_id = $1 AND track_id = $2`,
    [venueId, trackId],
  );
  return found?.votes ?? 0;
}

/** Takes in a count. False when it is no newer than what is known, or the same number. */
export async function learnVotes(manager: EntityManager, fact: PayloadOf<typeof trackVoted>): Promise<boolean> {
  const { venueId, trackId, voteCount, voteVersion } = fact;
  const before = await countVotes(manager, venueId, trackId);
  const written = await rows(
    manager,
    `INSERT INTO vote_counts AS c (venue_id, track_id, votes, vote_version) VALUES ($1, $2, $3, $4)
     ON CONFLICT (venue_id, track_id) DO UPDATE SET votes = excluded.votes, vote_version = excluded.vote_version
     WHERE c.vote_version < excluded.vote_version RETURNING votes`,
    [venueId, trackId, voteCount, voteVersion],
  );
  return written.length > 0 && before !== voteCount;
}
