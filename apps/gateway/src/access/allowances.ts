import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  DomainError,
  allowancesSpent,
  commonErrors,
  createRequest,
  getKiosk,
  searchTracks,
  suggest,
  voteTrack,
  withdrawRequest,
  type PayloadOf,
} from '@djamms/contracts';
import { Notices, OnNotice } from '@djamms/messaging';
import { Clock, Config } from '@djamms/platform';
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
/** What was taken is told to the other gateways so often; between two notices, each knows only its own. */
const tellMs = 50;
/** Told at once when so much has gathered: about 60 kB. */
const maxUntold = 500;

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
 * How much guests may ask for: the same whatever gateways they come through. Each gateway counts for itself, which costs
 * no question to anybody, and tells the others what was taken, which they count too. Without NATS each goes on alone.
 * What must hold to the last one (one like for each guest and track, the rules of requests, guests from one address) the
 * services hold to in their transactions.
 */
@Injectable()
export class Allowances implements OnModuleDestroy {
  private readonly windows = new LRUCache<string, Window>({ max: maxKnown });
  private untold = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly notices: Notices,
    private readonly config: Config,
  ) {}

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
    if (remaining >= 0) {
      window.taken += 1;
      this.note(key);
    }
    return { limit, remaining, reset: Math.max(1, Math.ceil((window.endsAt - now) / 1000)) };
  }

  /** What guests took at another gateway. */
  @OnNotice(allowancesSpent)
  spent({ instance, spent }: PayloadOf<typeof allowancesSpent>): void {
    if (instance === this.config.instance) return;
    const now = this.clock.now().getTime();
    for (const { allowance, times, endsIn } of spent) this.count(allowance, times, now, now + endsIn);
  }

  onModuleDestroy(): void {
    this.tell();
  }

  /** A minute begins where its first request comes. Told of it, all count the same one; of an older one, none. */
  private count(key: string, times: number, now: number, endsAt: number): void {
    if (endsAt <= now || endsAt > now + 2 * windowMs) return;
    const known = this.windows.get(key);
    const isNewer = !known || endsAt > known.endsAt + windowMs / 2;
    if (isNewer) this.windows.set(key, { taken: times, endsAt });
    else if (endsAt > known.endsAt - windowMs / 2) known.taken += times;
  }

  private note(key: string): void {
    this.untold.set(key, (this.untold.get(key) ?? 0) + 1);
    if (this.untold.size >= maxUntold) this.tell();
    else this.timer ??= setTimeout(() => this.tell(), tellMs).unref();
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.untold.size === 0) return;
    const now = this.clock.now().getTime();
    const spent = [...this.untold].map(([allowance, times]) => ({
      allowance,
      times,
      endsIn: (this.windows.peek(allowance)?.endsAt ?? now) - now,
    }));
    this.untold = new Map();
    this.notices.publish(allowancesSpent, { instance: this.config.instance, spent });
  }
}

/** @throws DomainError `rate_limited` when nothing was left. */
export function requireAllowance({ limit, remaining, reset }: Allowance): void {
  if (remaining >= 0) return;
  throw new DomainError(commonErrors.rate_limited, `That is more than ${limit} times a minute. Wait ${reset} s.`, {
    retryAfter: reset,
  });
}
