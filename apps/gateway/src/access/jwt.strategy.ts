import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { type UserIdentity } from '@djamms/contracts';
import { Config } from '@djamms/platform';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Authenticator } from './authenticator';

/** `Authorization: Bearer <access token>`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    config: Config,
    private readonly authenticator: Authenticator,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: config.jwtSecret,
      algorithms: ['HS256'],
      issuer: 'djamms',
    });
  }

  validate(claims: unknown): Promise<UserIdentity> {
    return this.authenticator.identityOf(claims);
  }
}
