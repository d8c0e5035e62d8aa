import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  accessChanged,
  commonErrors,
  userUpdated,
  type InputOf,
  type User,
  type updateUser,
} from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { requireUser } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { translateUniqueViolation } from './unique-violation';
import { UserEntity } from './user.entity';
import { UserViews } from './user-views.service';

@Injectable()
export class ProfileService {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly views: UserViews,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async get(call: Call): Promise<User> {
    const { manager } = this.dataSource;
    return this.views.of(manager, await find(manager, requireUser(call.identity).userId));
  }

  async update({ preferences, ...fields }: InputOf<typeof updateUser>, call: Call): Promise<User> {
    const { userId } = requireUser(call.identity);
    try {
      return await this.transactions.run(async (manager) => {
        const user = await find(manager, userId);
        const changed = Object.assign(user, fields, {
          preferences: { ...user.preferences, ...preferences },
        });
        await manager.save(changed);
        await this.outbox.publish(
          manager,
          userUpdated,
          { userId, fields: Object.keys({ ...fields, ...(preferences ? { preferences } : {}) }) },
          { venueId: null, call },
        );
        await this.outbox.publish(manager, accessChanged, { userId }, { venueId: null, call });
        return this.views.of(manager, changed);
      });
    } catch (error) {
      throw translateUniqueViolation(error);
    }
  }
}

async function find(manager: EntityManager, id: string): Promise<UserEntity> {
  const user = await manager.findOneBy(UserEntity, { id });
  if (!user) throw new DomainError(commonErrors.unauthenticated, 'This account no longer exists.');
  return user;
}
