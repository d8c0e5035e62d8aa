import { Injectable } from '@nestjs/common';
import { accessChanged, getAccess, type OutputOf, type PayloadOf } from '@djamms/contracts';
import { OnBroadcast, Rpc, serviceCall } from '@djamms/messaging';
import { LRUCache } from 'lru-cache';

export type Access = OutputOf<typeof getAccess>;

/** A change takes effect at once where the news arrives, and within this time where it is lost. */
const freshMs = 20_000;
const maxSessions = 20_000;

/**
 * What the bearers of tokens may do, asked of auth once in a while. When auth is away, what is known stays in force:
 * without auth nothing can have changed.
 */
@Injectable()
export class AccessCache {
  private readonly userOf = new Map<string, string>();
  private readonly cache = new LRUCache<string, Access, { userId: string }>({
    max: maxSessions,
    ttl: freshMs,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: (sessionId, _stale, { context }) =>
      this.rpc.request(getAccess, { userId: context.userId, sessionId }, serviceCall('gateway')),
    dispose: (_access, sessionId) => this.userOf.delete(sessionId),
  });

  constructor(private readonly rpc: Rpc) {}

  /** @throws DomainError `service_unavailable` when auth is away and the session is not known here. */
  async get(userId: string, sessionId: string): Promise<Access> {
    const access = await this.cache.forceFetch(sessionId, { context: { userId } });
    this.userOf.set(sessionId, userId);
    return access;
  }

  @OnBroadcast(accessChanged)
  forget({ userId }: PayloadOf<typeof accessChanged>): void {
    for (const [sessionId, owner] of this.userOf) if (owner === userId) this.cache.delete(sessionId);
  }
}
