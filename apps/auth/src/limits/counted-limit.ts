import { type DomainError } from '@djamms/contracts';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { type DataSource } from 'typeorm';

export interface LimitOptions {
  keyPrefix: string;
  /** What may be taken within the window. */
  points: number;
  /** Seconds. */
  duration: number;
}

/** A limit that is counted in the database, so that it holds across all replicas of everything. */
export const countedLimit = (storeClient: DataSource, options: LimitOptions): RateLimiterPostgres =>
  new RateLimiterPostgres({
    ...options,
    storeClient,
    storeType: 'typeorm',
    schemaName: 'auth',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    // Who is over the limit is refused from memory: asking in vain must not keep the database busy.
    inMemoryBlockOnConsumed: options.points + 1,
  });

/**
 * @param refusal what is thrown when nothing is left, made of the seconds to wait.
 */
export async function take(
  limit: RateLimiterPostgres,
  key: string,
  refusal: (retryAfter: number) => DomainError,
): Promise<void> {
  try {
    await limit.consume(key);
  } catch (rejected) {
    if (!(rejected instanceof RateLimiterRes)) throw rejected;
    throw refusal(Math.max(1, Math.ceil(rejected.msBeforeNext / 1000)));
  }
}
