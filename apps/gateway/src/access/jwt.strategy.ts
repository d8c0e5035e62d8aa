import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { type GuestIdentity, type UserIdentity } from '@djamms/contracts';
import { Config, JwtKeys } from '@djamms/platform';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Authenticator } from './authenticator';

/** `Authorization: Bearer <access token>`, or a guest's token. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    config: Config,
    private readonly authenticator: Authenticator,
  ) {
    const keys = new JwtKeys(config);
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // Handed on to jsonwebtoken, which takes a KeyObject; the types of passport-jwt do not know that.
      secretOrKeyProvider: (_request, token: string, done) => done(null, keys.verifying(token) as unknown as Buffer),
      algorithms: ['HS256'],
      issuer: 'djamms',
    });
  }

  async validate(claims: unknown): Promise<UserIdentity | GuestIdentity> {
    return (await this.authenticator.bearerOf(claims)).identity;
  }
}
