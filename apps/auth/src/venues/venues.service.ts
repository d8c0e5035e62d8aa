import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  accessChanged,
  Id,
  commonErrors,
  venueCreated,
  venueUpdated,
  type UserIdentity,
  type Venue,
  type VenueRole,
} from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { newId, requireUser, requireVenue, requireVenueOwner } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { slugOf, slugVariant } from './slug';
import { requireTimezone } from './timezone';
import { VenueEntity } from './venue.entity';

export interface NewVenue {
  name: string;
  timezone: string;
  ownerId: string;
}

/** An admin sees every venue, as if its owner. */
const asSeenBy = (venue: VenueEntity, role: VenueRole | undefined): Venue => ({
  id: venue.id,
  slug: venue.slug,
  name: venue.name,
  timezone: venue.timezone,
  appName: venue.appName,
  ownerId: venue.ownerId,
  role: role ?? 'owner',
  createdAt: venue.createdAt.toISOString(),
});

@Injectable()
export class VenuesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** Within the caller's transaction: the venue, its owner's membership, and the news of both. */
  async createIn(manager: EntityManager, venue: NewVenue, call: Call): Promise<VenueEntity> {
    const timezone = requireTimezone(venue.timezone);
    const created = await insertWithFreeSlug(manager, { ...venue, timezone });
    await manager.query(`INSERT INTO venue_members (venue_id, user_id, role) VALUES ($1, $2, 'owner')`, [
      created.id,
      venue.ownerId,
    ]);
    const { id: venueId, name, slug } = created;
    await this.outbox.publish(
      manager,
      venueCreated,
      { venueId, name, slug, timezone, ownerId: venue.ownerId },
      { venueId, call },
    );
    await this.outbox.publish(manager, accessChanged, { userId: venue.ownerId }, { venueId, call });
    return created;
  }

  async create(input: { name: string; timezone: string }, call: Call): Promise<Venue> {
    const user = requireUser(call.identity);
    const venue = await this.transactions.run((manager) =>
      this.createIn(manager, { ...input, ownerId: user.userId }, call),
    );
    return asSeenBy(venue, 'owner');
  }

  async list(user: UserIdentity): Promise<Venue[]> {
    const rows = await this.dataSource
      .getRepository(VenueEntity)
      .createQueryBuilder('venue')
      .innerJoin('venue_members', 'member', 'member.venue_id = venue.id AND member.user_id = :userId', {
        userId: user.userId,
      })
      .orderBy('venue.name')
      .addOrderBy('venue.id')
      .getMany();
    return rows.map((venue) => asSeenBy(venue, user.venues[venue.id]));
  }

  async get(id: string, call: Call): Promise<Venue> {
    const user = requireUser(call.identity);
    requireVenue(user, id);
    return asSeenBy(await this.find(this.dataSource.manager, id), user.venues[id]);
  }

  /** The venue behind an address: its short name, or its id. */
  async findByAddress(address: string): Promise<VenueEntity | null> {
    const venues = this.dataSource.getRepository(VenueEntity);
    const byId = Id.safeParse(address).success ? await venues.findOneBy({ id: address }) : null;
    return byId ?? venues.findOneBy({ slug: address.toLowerCase() });
  }

  notFound(): DomainError {
    return new DomainError(commonErrors.venue_not_found, 'There is no such venue. Check the address.');
  }

  async update(
    id: string,
    change: { name?: string; timezone?: string; appName?: string | null },
    call: Call,
  ): Promise<Venue> {
    requireVenueOwner(call.identity, id);
    const timezone = change.timezone === undefined ? undefined : requireTimezone(change.timezone);
    return this.transactions.run(async (manager) => {
      const venue = manager.merge(VenueEntity, await this.find(manager, id), {
        ...change,
        ...(timezone ? { timezone } : {}),
      });
      await manager.save(venue);
      await this.outbox.publish(
        manager,
        venueUpdated,
        { venueId: id, name: venue.name, slug: venue.slug, timezone: venue.timezone },
        { venueId: id, call },
      );
      return asSeenBy(venue, requireUser(call.identity).venues[id]);
    });
  }

  private async find(manager: EntityManager, id: string): Promise<VenueEntity> {
    const venue = await manager.findOneBy(VenueEntity, { id });
    if (!venue) throw this.notFound();
    return venue;
  }
}

/** The plain slug for the first venue of a name, a varied one for the next. */
async function insertWithFreeSlug(manager: EntityManager, venue: NewVenue): Promise<VenueEntity> {
  const id = newId();
  const plain = slugOf(venue.name);
  for (let slug = plain; ; slug = slugVariant(plain)) {
    const rows = await manager.query<unknown[]>(
      `INSERT INTO venues (id, slug, name, owner_id, timezone) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT venues_slug_key DO NOTHING RETURNING id`,
      [id, slug, venue.name, venue.ownerId, venue.timezone],
    );
    if (rows.length > 0) return manager.findOneByOrFail(VenueEntity, { id });
  }
}
