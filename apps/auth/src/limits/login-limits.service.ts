import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError, authErrors } from '@djamms/contracts';
import { Database } from '@djamms/platform';
import { type RateLimiterPostgres } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { countedLimit, take } from './counted-limit';

const duration = 15 * 60;
/** Attempts within the window. Right ones give theirs back. */
const attemptsPerAccount = 10;
const attemptsPerAddress = 100;

interface Limiters {
  account: RateLimiterPostgres;
  address: RateLimiterPostgres;
}

/** Counts sign-in attempts in the database, so that the limits hold across all replicas of everything. */
@Injectable()
export class LoginLimits {
  private limiters: Promise<Limiters> | undefined;

  constructor(
    private readonly database: Database,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /**
   * Takes one attempt, before the password is looked at.
   * @throws DomainError `login_limited` with the seconds to wait.
   */
  async take(login: string, ip: string | null): Promise<void> {
    const limiters = await this.get();
    await take(limiters.account, accountKey(login), limited);
    if (ip) await take(limiters.address, ip, limited);
  }

  /** The attempt was right: it does not count. */
  async giveBack(login: string, ip: string | null): Promise<void> {
    const limiters = await this.get();
    await limiters.account.delete(accountKey(login));
    if (ip) await limiters.address.reward(ip, 1);
  }

  private get(): Promise<Limiters> {
    return (this.limiters ??= this.create());
  }

  private async create(): Promise<Limiters> {
    await this.database.ready();
    return {
      account: countedLimit(this.dataSource, { keyPrefix: 'login', points: attemptsPerAccount, duration }),
      address: countedLimit(this.dataSource, { keyPrefix: 'login-ip', points: attemptsPerAddress, duration }),
    };
  }
}

/** Hashed, so that a name of any length fits and none is readable. */
const accountKey = (login: string): string =>
  createHash('sha256').update(login.trim().toLowerCase()).digest('base64url');

const limited = (retryAfter: number): DomainError =>
  new DomainError(
    authErrors.login_limited,
    `Too many attempts. Wait ${Math.ceil(retryAfter / 60)} minutes, then try again.`,
    { retryAfter },
  );
