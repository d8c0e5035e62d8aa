import { type Session, type User } from '@djamms/contracts';

export type SessionSnapshot =
  /** Not asked yet whether the browser holds a session. */
  { status: 'unknown'; user: null } | { status: 'signed-out'; user: null } | { status: 'signed-in'; user: User };

export interface SessionKeeperOptions {
  /** Exchanges the refresh token (a cookie that scripts cannot read) for a new session; null when there is none. */
  refresh: () => Promise<Session | null>;
  /**
   * Runs one refresh at a time across all windows of a browser. They share the cookie, and a refresh token that
   * is used twice ends the session for all of them.
   */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** An access token this close to its end (ms) is exchanged before it is used; a short-lived one in its last quarter. */
const renewalMargin = 30_000;

/** Holds the access token in memory only, and renews it: however many callers ask, one refresh runs. */
export class SessionKeeper {
  private snapshot: SessionSnapshot = { status: 'unknown', user: null };
  private accessToken: string | null = null;
  private renewAt = 0;
  private renewal: Promise<string | null> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: SessionKeeperOptions) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): SessionSnapshot => this.snapshot;

  /** A token that works now, or null when nobody is signed in. Rejects when the server cannot be reached. */
  async token(): Promise<string | null> {
    if (this.snapshot.status === 'signed-out') return null;
    if (this.accessToken !== null && this.options.now() < this.renewAt) return this.accessToken;
    return this.renew();
  }

  /** A token newer than `refused`, which the server did not accept. */
  async replace(refused: string): Promise<string | null> {
    return this.accessToken === refused ? this.renew() : this.token();
  }

  /** Finds out at the start whether the browser still holds a session. */
  async restore(): Promise<SessionSnapshot> {
    if (this.snapshot.status === 'unknown') await this.renew();
    return this.snapshot;
  }

  adopt(session: Session): void {
    this.accessToken = session.accessToken;
    const lifetime = session.expiresIn * 1000;
    this.renewAt = this.options.now() + lifetime - Math.min(renewalMargin, lifetime / 4);
    this.publish({ status: 'signed-in', user: session.user });
  }

  /** The signed-in user changed (profile, venues). */
  updateUser(user: User): void {
    if (this.snapshot.status === 'signed-in') this.publish({ status: 'signed-in', user });
  }

  end(): void {
    this.accessToken = null;
    this.publish({ status: 'signed-out', user: null });
  }

  private renew(): Promise<string | null> {
    this.renewal ??= this.options
      .exclusively(() => this.options.refresh())
      .then((session) => {
        if (session === null) this.end();
        else this.adopt(session);
        return this.accessToken;
      })
      .finally(() => {
        this.renewal = null;
      });
    return this.renewal;
  }

  private publish(snapshot: SessionSnapshot): void {
    this.snapshot = snapshot;
    for (const listener of this.listeners) listener();
  }
}
