import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { DomainError, commonErrors, type UserIdentity } from '@djamms/contracts';
import { z } from 'zod';
import { AccessCache } from './access-cache';

/** What an access token carries (spec 4, “Access”). */
const Claims = z.object({ sub: z.uuid(), sid: z.uuid() });

/** From a token to who it is, by what holds now rather than when the token was made. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly jwt: JwtService,
    private readonly cache: AccessCache,
  ) {}

  /** @throws DomainError `unauthenticated` for an ended session or a switched-off account. */
  async identityOf(claims: unknown): Promise<UserIdentity> {
    const parsed = Claims.safeParse(claims);
    if (!parsed.success) throw unauthenticated('This is not an access token.');
    const { sub: userId, sid: sessionId } = parsed.data;
    const { active, ...access } = await this.cache.get(userId, sessionId);
    if (!active) throw unauthenticated('The session has ended. Sign in again.');
    return { kind: 'user', userId, sessionId, ...access };
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
