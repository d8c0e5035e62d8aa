import { Injectable } from '@nestjs/common';
import { userRegistered, type InputOf, type Session, type register } from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { newId } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { PasswordHasher } from '../passwords/password-hasher';
import { SessionsService } from '../sessions/sessions.service';
import { VenuesService } from '../venues/venues.service';
import { translateUniqueViolation } from './unique-violation';
import { UserEntity } from './user.entity';

@Injectable()
export class RegistrationService {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly venues: VenuesService,
  ) {}

  /** User, venue, membership and first session are one outcome. */
  async register(input: InputOf<typeof register>, call: Call): Promise<Session> {
    const passwordHash = await this.hasher.hash(input.password);
    try {
      return await this.transactions.run(async (manager) => {
        const user = await this.insertUser(manager, { ...input, passwordHash }, call);
        if (input.venueName)
          await this.venues.createIn(
            manager,
            { name: input.venueName, timezone: input.timezone ?? 'UTC', ownerId: user.id },
            call,
          );
        return this.sessions.start(manager, user, call);
      });
    } catch (error) {
      throw translateUniqueViolation(error);
    }
  }

  private async insertUser(
    manager: EntityManager,
    input: { username: string; email: string; passwordHash: string },
    call: Call,
  ): Promise<UserEntity> {
    // Two first users at once must not both become admin.
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('auth.first-user', 0))`);
    const role = (await manager.exists(UserEntity)) ? 'user' : 'admin';
    const user = manager.create(UserEntity, {
      id: newId(),
      username: input.username,
      email: input.email,
      passwordHash: input.passwordHash,
      role,
      preferences: {},
      isActive: true,
    });
    await manager.insert(UserEntity, user);
    const stored = await manager.findOneByOrFail(UserEntity, { id: user.id });
    await this.outbox.publish(
      manager,
      userRegistered,
      { userId: stored.id, username: stored.username, role },
      { venueId: null, call },
    );
    return stored;
  }
}
