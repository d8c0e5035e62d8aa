import { DomainError, GuestSession } from '@djamms/contracts';
import { z } from 'zod';
import { type Credentials } from './transport';

/** What a guest keeps in the browser. */
const KeptGuest = GuestSession.pick({ token: true, guestId: true, venueId: true }).extend({
  /** Milliseconds since 1970 from which the token is exchanged before it is used. */
  renewAt: z.number(),
});
type KeptGuest = z.infer<typeof KeptGuest>;

/** Who the guest is; the same from visit to visit. */
export interface Guest {
  guestId: string;
  venueId: string;
}

/** The part of the browser's `localStorage` that is needed; it may throw, as browsers do that allow no storage. */
export interface GuestStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface GuestKeeperOptions {
  /** The venue's short name in addresses, or its id. */
  slug: string;
  /** Opens a session, with an earlier token to stay the same guest. */
  open: (input: { slug: string; token?: string }) => Promise<GuestSession>;
  storage: GuestStorage;
  /** Opens one session at a time across all windows of a browser, so that two of them are one guest. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** Milliseconds since 1970. */
  now: () => number;
}

const keyOf = (slug: string): string => `djamms.guest.${slug.toLowerCase()}`;
/** A token in the last quarter of its life is exchanged before it is used, but not more than a day before its end. */
const longestMargin = 24 * 60 * 60 * 1000;

/** Keeps somebody a guest of a venue without an account: opens the session, renews it, and remembers who they are. */
export class GuestKeeper implements Credentials {
  private kept: KeptGuest | null = null;
  private guest: Guest | null = null;
  private opening: Promise<string> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: GuestKeeperOptions) {
    this.adopt(this.recall());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Null until a session was opened in this browser for the first time. */
  readonly getSnapshot = (): Guest | null => this.guest;

  /** A token that works now. Rejects with DomainError: unknown venue, too many guests, server out of reach. */
  token(): Promise<string> {
    return this.isFresh(this.kept) ? Promise.resolve(this.kept.token) : this.open(null);
  }

  replace(refused: string): Promise<string> {
    return this.kept !== null && this.kept.token !== refused ? this.token() : this.open(refused);
  }

  private isFresh(kept: KeptGuest | null): kept is KeptGuest {
    return kept !== null && this.options.now() < kept.renewAt;
  }

  /** However many callers ask, one session is opened. */
  private open(refused: string | null): Promise<string> {
    this.opening ??= this.options
      .exclusively(() => this.openOrTakeOver(refused))
      .finally(() => {
        this.opening = null;
      });
    return this.opening;
  }

  /** Another window may have done it while this one waited for its turn. */
  private async openOrTakeOver(refused: string | null): Promise<string> {
    const stored = this.recall();
    if (this.isFresh(stored) && stored.token !== refused) {
      this.adopt(stored);
      return stored.token;
    }
    const session = await this.ask((stored ?? this.kept)?.token);
    const lifetime = session.expiresIn * 1000;
    const renewAt = this.options.now() + lifetime - Math.min(lifetime / 4, longestMargin);
    const { token, guestId, venueId } = session;
    const kept = { token, guestId, venueId, renewAt };
    this.store(kept);
    this.adopt(kept);
    return token;
  }

  /** A token that the server takes no more makes a new guest, not an error. */
  private async ask(token: string | undefined): Promise<GuestSession> {
    const { open, slug } = this.options;
    if (token === undefined) return open({ slug });
    try {
      return await open({ slug, token });
    } catch (error) {
      if (error instanceof DomainError && (error.status === 400 || error.status === 401)) return open({ slug });
      throw error;
    }
  }

  private recall(): KeptGuest | null {
    try {
      const text = this.options.storage.getItem(keyOf(this.options.slug));
      return text === null ? null : KeptGuest.parse(JSON.parse(text));
    } catch {
      // Storage can be switched off, and what is in it can be anything: then this is a new guest.
      return null;
    }
  }

  private store(kept: KeptGuest): void {
    try {
      this.options.storage.setItem(keyOf(this.options.slug), JSON.stringify(kept));
    } catch {
      // Without storage the guest is remembered until the page is closed.
    }
  }

  private adopt(kept: KeptGuest | null): void {
    this.kept = kept;
    if (kept === null) return;
    const { guestId, venueId } = kept;
    if (this.guest?.guestId === guestId && this.guest.venueId === venueId) return;
    this.guest = { guestId, venueId };
    for (const listener of this.listeners) listener();
  }
}
