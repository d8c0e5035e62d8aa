import { Injectable } from '@nestjs/common';
import {
  DomainError,
  commonErrors,
  createRequest,
  getKiosk,
  searchTracks,
  suggest,
  voteTrack,
  withdrawRequest,
} from '@djamms/contracts';
import { Clock } from '@djamms/platform';
import { LRUCache } from 'lru-cache';

/** How often within a minute; a hurried person fits in, a program in a loop does not. */
const perMinute = { search: 60, suggestion: 240, vote: 30, request: 20, other: 120, kiosk: 1_200 } as const;
type Kind = keyof typeof perMinute;

const kinds: Partial<Record<string, Kind>> = {
  [searchTracks.subject]: 'search',
  [suggest.subject]: 'suggestion',
  [voteTrack.subject]: 'vote',
  [createRequest.subject]: 'request',
  [withdrawRequest.subject]: 'request',
  // Asked before anybody is a guest, so by address; a whole bar shares one.
  [getKiosk.subject]: 'kiosk',
};
export const kindOf = (subject: string): Kind => kinds[subject] ?? 'other';

const windowMs = 60_000;
/** Those who were here longest ago are forgotten first. */
const maxKnown = 50_000;

interface Window {
  taken: number;
  /** Epoch milliseconds. */
  endsAt: number;
}

export interface Allowance {
  limit: number;
  remaining: number;
  /** Seconds until all of it is there again. */
  reset: number;
}

/**
 * How much guests may ask for. Counted by each gateway replica for itself: it keeps one guest from crowding out the
 * others and costs no question to anybody. What must hold in the whole system (one like for each guest and track, the
 * rules of requests, guests from one address) the services hold to in their transactions.
 */
@Injectable()
export class Allowances {
  private readonly windows = new LRUCache<string, Window>({ max: maxKnown });

  constructor(private readonly clock: Clock) {}

  /**
   * Takes one of the kind from what `who` may have.
   * @returns what is left; `remaining` is -1 when nothing was.
   */
  take(who: string, kind: Kind): Allowance {
    const now = this.clock.now().getTime();
    const key = `${kind} ${who}`;
    const known = this.windows.get(key);
    const window = known && now < known.endsAt ? known : { taken: 0, endsAt: now + windowMs };
    if (window !== known) this.windows.set(key, window);
    const limit = perMinute[kind];
    const remaining = Math.max(-1, limit - window.taken - 1);
    if (remaining >= 0) window.taken += 1;
    return { limit, remaining, reset: Math.max(1, Math.ceil((window.endsAt - now) / 1000)) };
  }
}

/** @throws DomainError `rate_limited` when nothing was left. */
export function requireAllowance({ limit, remaining, reset }: Allowance): void {
  if (remaining >= 0) return;
  throw new DomainError(commonErrors.rate_limited, `That is more than ${limit} times a minute. Wait ${reset} s.`, {
    retryAfter: reset,
  });
}
