import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Identity, type InputOf, type OutputOf, type listActivity } from '@djamms/contracts';
import { requirePermission, requireUser, requireVenue } from '@djamms/platform';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { ActivityEntity } from './activity.entity';

/** Matches are counted up to here: a longer list is narrowed down, not paged through. */
const maxCounted = 100_000;

@Injectable()
export class ActivityService {
  constructor(@InjectRepository(ActivityEntity) private readonly entries: Repository<ActivityEntity>) {}

  /**
   * Newest first. Members see what happened in their venues; an admin sees everything, also what belongs to no venue.
   * @throws DomainError `venue_not_found`, `forbidden`
   */
  async list(input: InputOf<typeof listActivity>, identity: Identity): Promise<OutputOf<typeof listActivity>> {
    requirePermission(identity, 'system:read');
    const venues = visibleVenues(identity, input.venueId);
    const { page, pageSize } = input;
    if (venues?.length === 0) return { items: [], total: 0, page, pageSize };
    const matching = this.matching(input, venues);
    const [found, total] = await Promise.all([
      matching
        .clone()
        .orderBy('entry.timestamp', 'DESC')
        .addOrderBy('entry.id', 'DESC')
        .offset((page - 1) * pageSize)
        .limit(pageSize)
        .getMany(),
      this.count(matching),
    ]);
    const items = found.map((entry) => ({ ...entry, timestamp: entry.timestamp.toISOString() }));
    return { items, total, page, pageSize };
  }

  private matching(
    { eventType, userId, from, to }: InputOf<typeof listActivity>,
    venues: string[] | undefined,
  ): SelectQueryBuilder<ActivityEntity> {
    const query = this.entries.createQueryBuilder('entry');
    if (venues) query.andWhere('entry.venueId = ANY(:venues::uuid[])', { venues });
    if (eventType) query.andWhere('entry.eventType = :eventType', { eventType });
    if (userId) query.andWhere('entry.userId = :userId', { userId });
    if (from) query.andWhere('entry.timestamp >= :from', { from });
    if (to) query.andWhere('entry.timestamp < :to', { to });
    return query;
  }

  private async count(matching: SelectQueryBuilder<ActivityEntity>): Promise<number> {
    const [sql, values] = matching.clone().select('1').limit(maxCounted).getQueryAndParameters();
    const rows = await this.entries.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM (${sql}) AS matching`,
      values,
    );
    return rows[0]?.total ?? 0;
  }
}

/** Undefined for no limit. */
function visibleVenues(identity: Identity, venueId: string | undefined): string[] | undefined {
  if (venueId !== undefined) {
    requireVenue(identity, venueId);
    return [venueId];
  }
  if (identity.kind === 'service') return undefined;
  const user = requireUser(identity);
  return user.role === 'admin' ? undefined : Object.keys(user.venues);
}
