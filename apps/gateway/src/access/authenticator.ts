import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { DomainError, commonErrors, type UserIdentity } from '@djamms/contracts';
import { z } from 'zod';
import { AccessCache, type Access } from './access-cache';

/** What an access token carries (spec 4, “Access”). */
const Claims = z.object({ sub: z.uuid(), sid: z.uuid() });

/** From a token to who it is, by what holds now rather than when the token was made. */
@Injectable()
export class Authenticator {
  private readonly identities = new WeakMap<Access, UserIdentity>();

  constructor(
    private readonly jwt: JwtService,
    private readonly cache: AccessCache,
  ) {}

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
  async identityOfToken(token: unknown): Promise<UserIdentity> {
    if (typeof token !== 'string' || token.length > 4_096)
      throw unauthenticated('Connect with an access token in `auth.token`.');
    let claims: unknown;
    try {
      claims = await this.jwt.verifyAsync<object>(token, { algorithms: ['HS256'], issuer: 'djamms' });
    } catch (error) {
      throw unauthenticated(describeTokenError(error));
    }
    return this.identityOf(claims);
  }
}

export const unauthenticated = (detail: string): DomainError => new DomainError(commonErrors.unauthenticated, detail);

export const describeTokenError = (error: unknown): string =>
  error instanceof Error && error.name === 'TokenExpiredError'
    ? 'The access token has expired. Refresh it.'
    : 'The access token is missing or not valid. Sign in.';
