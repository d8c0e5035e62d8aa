import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  commonErrors,
  trackVoted,
  type Identity,
  type InputOf,
  type OutputOf,
  type listMyVotes,
  type voteTrack,
} from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { personOf, requireVisit } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { trackNotFound } from '../tracks/track-access';
import { likeSql, mineSql, totalSql, trackSql, unlikeSql } from './vote-sql';

type Voter = NonNullable<ReturnType<typeof personOf>>;

const maxMine = 500;

/** Likes: of each guest or user one for each track of a venue, and everybody is told of each new total once. */
@Injectable()
export class VotesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  /** @throws DomainError `venue_not_found`, `track_not_found` also for a track that the venue may not use */
  async vote(input: InputOf<typeof voteTrack>, call: Call): Promise<OutputOf<typeof voteTrack>> {
    const { venueId, voteType } = input;
    const voter = voterIn(venueId, call.identity);
    return this.transactions.run(async (manager) => {
      const trackId = await findTrack(manager, input);
      const isLiked = voteType === 'like';
      const key = [venueId, trackId, voter.kind, voter.id];
      const sql = isLiked ? likeSql : unlikeSql;
      const [changed] = await manager.query<{ votes: number; version: number }[]>(sql, key);
      if (!changed) return { success: true, trackId, isLiked, voteCount: await total(manager, venueId, trackId) };
      const { votes: voteCount, version: voteVersion } = changed;
      await this.outbox.publish(manager, trackVoted, { venueId, trackId, voteCount, voteVersion }, { venueId, call });
      return { success: true, trackId, isLiked, voteCount };
    });
  }

  /** The newest first. @throws DomainError `venue_not_found` */
  async mine({ venueId }: InputOf<typeof listMyVotes>, call: Call): Promise<OutputOf<typeof listMyVotes>> {
    const voter = voterIn(venueId, call.identity);
    const rows = await this.dataSource.query<{ track_id: string }[]>(mineSql, [venueId, voter.kind, voter.id, maxMine]);
    return { trackIds: rows.map((row) => row.track_id) };
  }
}

/** Guests of the venue and its staff; services like nothing. */
function voterIn(venueId: string, identity: Identity): Voter {
  requireVisit(identity, venueId);
  const voter = personOf(identity);
  if (!voter) throw new DomainError(commonErrors.forbidden, 'Only guests and users can like a track.');
  return voter;
}

async function findTrack(
  manager: EntityManager,
  { venueId, trackId, videoId }: InputOf<typeof voteTrack>,
): Promise<string> {
  if (trackId === undefined && videoId === undefined)
    throw new DomainError(commonErrors.invalid_request, 'Say which track by trackId or videoId.', {
      errors: [{ path: 'trackId', message: 'is missing' }],
    });
  const reference = trackId === undefined ? [null, videoId] : [trackId, null];
  const [track] = await manager.query<{ id: string }[]>(trackSql, [venueId, ...reference]);
  if (!track) throw trackNotFound();
  return track.id;
}

async function total(manager: EntityManager, venueId: string, trackId: string): Promise<number> {
  const [row] = await manager.query<{ votes: number }[]>(totalSql, [venueId, trackId]);
  return row?.votes ?? 0;
}
