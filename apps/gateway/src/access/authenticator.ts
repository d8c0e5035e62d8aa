import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { DomainError, GuestClaims, commonErrors, type GuestIdentity, type UserIdentity } from '@djamms/contracts';
import { z } from 'zod';
import { AccessCache, type Access } from './access-cache';

/** What an access token carries (spec 4, “Access”). It is made for nobody in particular; a guest's token is. */
const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), aud: z.never().optional() });

export interface Bearer {
  identity: UserIdentity | GuestIdentity;
  /** Epoch milliseconds; null where a session decides and not the token. */
  endsAt: number | null;
}

/** From a token to who it is, by what holds now rather than when the token was made. */
@Injectable()
export class Authenticator {
  private readonly identities = new WeakMap<Access, UserIdentity>();

  constructor(
    private readonly jwt: JwtService,
    private readonly cache: AccessCache,
  ) {}

  /**
   * Takes claims whose signature and end were checked. Nobody is asked about a guest: the token says all there is.
   * @throws DomainError `unauthenticated` for an ended session or a switched-off account.
   */
  async bearerOf(claims: unknown): Promise<Bearer> {
    const guest = GuestClaims.safeParse(claims);
    if (guest.success) {
      const { sub: guestId, venue: venueId, exp } = guest.data;
      return { identity: { kind: 'guest', guestId, venueId }, endsAt: exp * 1000 };
    }
    return { identity: await this.identityOf(claims), endsAt: null };
  }

  /** @throws DomainError `unauthenticated` for an ended session or a switched-off account. */
  async identityOf(claims: unknown): Promise<UserIdentity> {
    const parsed = Claims.safeParse(claims);
    if (!parsed.success) throw unauthenticated('This is not an access token.');
    const { sub: userId, sid: sessionId } = parsed.data;
    const access = await this.cache.get(userId, sessionId);
    if (!access.active) throw unauthenticated('The session has ended. Sign in again.');
    return this.identityWith(access, userId, sessionId);
  }

  /** One object for as long as the answer of auth holds: what is made from it is then made once. */
  private identityWith(access: Access, userId: string, sessionId: string): UserIdentity {
    const known = this.identities.get(access);
    if (known?.userId === userId && known.sessionId === sessionId) return known;
    const { active: _active, ...rest } = access;
    const identity: UserIdentity = { kind: 'user', userId, sessionId, ...rest };
    this.identities.set(access, identity);
    return identity;
  }

  /** For sockets, which do not pass through passport. */
  async bearerOfToken(token: unknown): Promise<Bearer> {
    if (typeof token !== 'string' || token.length > 4_096)
      throw unauthenticated('Connect with an access token in `auth.token`.');
    let claims: unknown;
    try {
      claims = await this.jwt.verifyAsync<object>(token, { algorithms: ['HS256'], issuer: 'djamms' });
    } catch (error) {
      throw unauthenticated(describeTokenError(error));
    }
    return this.bearerOf(claims);
  }
}

export const unauthenticated = (detail: string): DomainError => new DomainError(commonErrors.unauthenticated, detail);

export const describeTokenError = (error: unknown): string =>
  error instanceof Error && error.name === 'TokenExpiredError'
    ? 'The access token has expired. Refresh it.'
    : 'The access token is missing or not valid. Sign in.';
