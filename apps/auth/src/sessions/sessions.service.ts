import { Injectable } from '@nestjs/common';
import { DomainError, accessChanged, authErrors, sessionEnded, type Session } from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { Clock, Config, newId, requireUser } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { UserEntity } from '../users/user.entity';
import { UserViews } from '../users/user-views.service';
import { SessionEntity } from './session.entity';
import { TokenIssuer, hashToken } from './token-issuer';

/** A session that is not used for this long ends. */
const sessionDays = 30;

interface PresentedToken {
  session_id: string;
  user_id: string;
  used_at: Date | null;
  is_over: boolean;
  is_active: boolean;
}

const refused = () => new DomainError(authErrors.refresh_invalid, 'Your session has ended. Sign in again.');

@Injectable()
export class SessionsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly issuer: TokenIssuer,
    private readonly views: UserViews,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Within the caller's transaction. */
  async start(manager: EntityManager, user: UserEntity, call: Call): Promise<Session> {
    const id = newId();
    const now = this.clock.now();
    await manager.insert(SessionEntity, {
      id,
      userId: user.id,
      expiresAt: this.expiry(now),
      ip: call.origin.ip,
      userAgent: call.origin.userAgent,
    });
    await manager.update(UserEntity, { id: user.id }, { lastLoginAt: now, lastActivityAt: now });
    return this.issue(manager, manager.merge(UserEntity, user, { lastLoginAt: now }), id);
  }

  /**
   * Exchanges a refresh token. One that was exchanged before means that somebody has a copy: the whole session ends
   * (RFC 9700, section 4.14).
   */
  async refresh(token: string, call: Call): Promise<Session> {
    const session = await this.transactions.run(async (manager) => {
      const presented = await lockPresented(manager, token);
      if (!presented || presented.is_over || !presented.is_active) return undefined;
      if (presented.used_at) return this.endForReuse(manager, presented, call);
      return this.rotate(manager, presented, token);
    });
    if (!session) throw refused();
    return session;
  }

  async end(all: boolean, call: Call): Promise<void> {
    const { userId, sessionId } = requireUser(call.identity);
    await this.transactions.run(async (manager) => {
      await endSessions(manager, userId, all ? null : sessionId);
      await this.tellEnded(manager, userId, { all, reason: 'logout' }, call);
    });
  }

  private async rotate(manager: EntityManager, presented: PresentedToken, token: string): Promise<Session> {
    const now = this.clock.now();
    await manager.query('UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1', [hashToken(token), now]);
    await manager.update(SessionEntity, { id: presented.session_id }, { expiresAt: this.expiry(now) });
    await manager.update(UserEntity, { id: presented.user_id }, { lastActivityAt: now });
    const user = await manager.findOneByOrFail(UserEntity, { id: presented.user_id });
    return this.issue(manager, user, presented.session_id);
  }

  private async endForReuse(manager: EntityManager, presented: PresentedToken, call: Call): Promise<undefined> {
    await endSessions(manager, presented.user_id, presented.session_id);
    await this.tellEnded(manager, presented.user_id, { all: false, reason: 'refresh_reuse' }, call);
    return undefined;
  }

  private async issue(manager: EntityManager, user: UserEntity, sessionId: string): Promise<Session> {
    const { token, hash } = this.issuer.refreshToken();
    await manager.query('INSERT INTO refresh_tokens (token_hash, session_id) VALUES ($1, $2)', [hash, sessionId]);
    const view = await this.views.of(manager, user);
    return {
      user: view,
      accessToken: await this.issuer.accessToken(view, sessionId),
      refreshToken: token,
      expiresIn: this.config.jwtExpiresIn,
    };
  }

  private async tellEnded(
    manager: EntityManager,
    userId: string,
    how: { all: boolean; reason: 'logout' | 'refresh_reuse' },
    call: Call,
  ): Promise<void> {
    await this.outbox.publish(manager, sessionEnded, { userId, ...how }, { venueId: null, call });
    await this.outbox.publish(manager, accessChanged, { userId }, { venueId: null, call });
  }

  private expiry(now: Date): Date {
    return new Date(now.getTime() + sessionDays * 86_400_000);
  }
}

/** Locks token and session, so that of two exchanges at once the second one sees the first. */
async function lockPresented(manager: EntityManager, token: string): Promise<PresentedToken | undefined> {
  const rows: PresentedToken[] = await manager.query(
    `SELECT token.session_id, session.user_id, token.used_at, person.is_active,
            (session.ended_at IS NOT NULL OR session.expires_at < now()) AS is_over
       FROM refresh_tokens token
       JOIN sessions session ON session.id = token.session_id
       JOIN users person ON person.id = session.user_id
      WHERE token.token_hash = $1
        FOR UPDATE OF token, session`,
    [hashToken(token)],
  );
  return rows[0];
}

/** All sessions of the user, or the one. */
async function endSessions(manager: EntityManager, userId: string, sessionId: string | null): Promise<void> {
  await manager.query(
    'UPDATE sessions SET ended_at = now() WHERE user_id = $1 AND ended_at IS NULL AND ($2::uuid IS NULL OR id = $2)',
    [userId, sessionId],
  );
}
