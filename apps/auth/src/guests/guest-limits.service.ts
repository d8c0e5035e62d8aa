import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError, commonErrors } from '@djamms/contracts';
import { Database } from '@djamms/platform';
import { type RateLimiterPostgres } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { countedLimit, take } from '../limits/counted-limit';
import { addressKey } from './address-key';

const duration = 3_600;
/**
 * How often in an hour from one address. All guests of a bar come from its one address: a full house fits in, a machine
 * that makes guests does not. Those who are guests already have an allowance of their own, which the others can't use up.
 */
const allowances = { new: 600, renewal: 6_000 } as const;
type Kind = keyof typeof allowances;

/** How many guests may come from one address, counted in the database and so across all replicas. */
@Injectable()
export class GuestLimits {
  private limits: Promise<Record<Kind, RateLimiterPostgres>> | undefined;

  constructor(
    private readonly database: Database,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** @throws DomainError `rate_limited` with the seconds to wait. */
  async take(ip: string | null, kind: Kind): Promise<void> {
    if (ip) await take((await this.get())[kind], addressKey(ip), tooMany);
  }

  private get(): Promise<Record<Kind, RateLimiterPostgres>> {
    return (this.limits ??= this.create());
  }

  private async create(): Promise<Record<Kind, RateLimiterPostgres>> {
    await this.database.ready();
    const limit = (kind: Kind): RateLimiterPostgres =>
      countedLimit(this.dataSource, { keyPrefix: `guest-${kind}`, points: allowances[kind], duration });
    return { new: limit('new'), renewal: limit('renewal') };
  }
}

const tooMany = (retryAfter: number): DomainError =>
  new DomainError(
    commonErrors.rate_limited,
    `Too many guests came from this network within an hour. Wait ${Math.ceil(retryAfter / 60)} minutes, then try again.`,
    { retryAfter },
  );
