import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  authErrors,
  commonErrors,
  loginFailed,
  sessionStarted,
  type InputOf,
  type Session,
  type login,
} from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { DataSource } from 'typeorm';
import { LoginLimits } from '../limits/login-limits.service';
import { PasswordHasher } from '../passwords/password-hasher';
import { UserEntity } from '../users/user.entity';
import { SessionsService } from './sessions.service';

@Injectable()
export class LoginService {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly hasher: PasswordHasher,
    private readonly limits: LoginLimits,
    private readonly sessions: SessionsService,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** The same answer in the same time, whether the account does not exist or the password is wrong. */
  async login(input: InputOf<typeof login>, call: Call): Promise<Session> {
    const name = input.username?.trim() ?? input.email?.trim();
    if (!name)
      throw new DomainError(commonErrors.invalid_request, 'Give a username or an email.', {
        errors: [{ path: 'username', message: 'is missing' }],
      });
    await this.limits.take(name, call.origin.ip);
    const user = await this.find(name);
    if (!(await this.hasher.verify(user?.passwordHash ?? null, input.password)) || !user)
      return this.refuse(name, user, call);
    if (!user.isActive) throw new DomainError(authErrors.account_inactive, 'Ask an admin to switch it on again.');
    const session = await this.transactions.run(async (manager) => {
      await this.outbox.publish(
        manager,
        sessionStarted,
        { userId: user.id, username: user.username },
        { venueId: null, call },
      );
      return this.sessions.start(manager, user, call);
    });
    await this.limits.giveBack(name, call.origin.ip);
    return session;
  }

  private find(name: string): Promise<UserEntity | null> {
    return this.dataSource
      .getRepository(UserEntity)
      .createQueryBuilder('person')
      .addSelect('person.passwordHash')
      .where(name.includes('@') ? 'lower(person.email) = lower(:name)' : 'lower(person.username) = lower(:name)', {
        name,
      })
      .getOne();
  }

  private async refuse(name: string, user: UserEntity | null, call: Call): Promise<never> {
    await this.transactions.run((manager) =>
      this.outbox.publish(
        manager,
        loginFailed,
        { login: name.slice(0, 60), userId: user?.id ?? null },
        { venueId: null, call },
      ),
    );
    throw new DomainError(authErrors.bad_credentials, 'Check the name and the password, then try again.');
  }
}
