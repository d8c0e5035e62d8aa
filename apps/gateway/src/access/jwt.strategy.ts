import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { type UserIdentity } from '@djamms/contracts';
import { Config } from '@djamms/platform';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Authenticator } from './authenticator';
import { verificationKey } from './verification-key';

/** `Authorization: Bearer <access token>`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    config: Config,
    private readonly authenticator: Authenticator,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // Handed on to jsonwebtoken, which takes a KeyObject; the types of passport-jwt do not know that.
      secretOrKey: verificationKey(config) as unknown as Buffer,
      algorithms: ['HS256'],
      issuer: 'djamms',
    });
  }

  validate(claims: unknown): Promise<UserIdentity> {
    return this.authenticator.identityOf(claims);
  }
}
