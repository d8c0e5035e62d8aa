import { Module } from '@nestjs/common';
import { JwtModule, JwtSecretRequestType } from '@nestjs/jwt';
import { Config, JwtKeys, ServiceModule } from '@djamms/platform';
import { GuestLimits } from './guests/guest-limits.service';
import { GuestsController } from './guests/guests.controller';
import { GuestsService } from './guests/guests.service';
import { LoginLimits } from './limits/login-limits.service';
import { Accounts1763600000000 } from './migrations/1763600000000-accounts';
import { PasswordHasher } from './passwords/password-hasher';
import { AccessService } from './sessions/access.service';
import { LoginService } from './sessions/login.service';
import { RefreshTokenEntity, SessionEntity } from './sessions/session.entity';
import { SessionsController } from './sessions/sessions.controller';
import { SessionsService } from './sessions/sessions.service';
import { TokenIssuer } from './sessions/token-issuer';
import { ProfileService } from './users/profile.service';
import { RegistrationService } from './users/registration.service';
import { UserEntity } from './users/user.entity';
import { UserViews } from './users/user-views.service';
import { UsersController } from './users/users.controller';
import { VenueEntity, VenueMemberEntity } from './venues/venue.entity';
import { VenuesController } from './venues/venues.controller';
import { VenuesService } from './venues/venues.service';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'auth',
      entities: [UserEntity, VenueEntity, VenueMemberEntity, SessionEntity, RefreshTokenEntity],
      migrations: [Accounts1763600000000],
    }),
    JwtModule.registerAsync({
      inject: [Config],
      useFactory: (config: Config) => {
        const keys = new JwtKeys(config);
        return {
          secretOrKeyProvider: (type, token) =>
            type === JwtSecretRequestType.SIGN ? keys.signing : keys.verifying(token),
          signOptions: {
            algorithm: 'HS256',
            expiresIn: config.jwtExpiresIn,
            issuer: 'djamms',
            keyid: keys.signingId,
          },
        };
      },
    }),
  ],
  controllers: [UsersController, SessionsController, VenuesController, GuestsController],
  providers: [
    PasswordHasher,
    LoginLimits,
    UserViews,
    RegistrationService,
    ProfileService,
    SessionsService,
    LoginService,
    AccessService,
    TokenIssuer,
    VenuesService,
    GuestLimits,
    GuestsService,
  ],
})
export class AuthModule {}
