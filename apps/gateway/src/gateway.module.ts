import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { allRequests } from '@djamms/contracts';
import { Config, HealthController, JwtKeys, ServiceModule } from '@djamms/platform';
import { AccessCache } from './access/access-cache';
import { Access, AccessGuard } from './access/access.guard';
import { Allowances } from './access/allowances';
import { Authenticator } from './access/authenticator';
import { JwtStrategy } from './access/jwt.strategy';
import { AuthController } from './auth/auth.controller';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor';
import { IdempotencyStore } from './idempotency/idempotency.store';
import { TracksMediaController } from './media/tracks-media.controller';
import { SocketMetrics } from './metrics/socket-metrics.service';
import { FanOut } from './realtime/fan-out.service';
import { SlowWindows } from './realtime/pressure/slow-windows.service';
import { RealtimeGateway } from './realtime/realtime.gateway';
import { Resume } from './realtime/resume/resume.service';
import { SocketWatch } from './realtime/socket-watch.service';
import { Trouble } from './realtime/trouble.service';
import { VenueDoor } from './realtime/venue-door.service';
import { passThroughController } from './routes/pass-through';

// Probes ask without credentials.
Access('public')(HealthController);

@Module({
  imports: [
    ServiceModule.forRoot({ service: 'gateway', stateless: true }),
    PassportModule,
    JwtModule.registerAsync({
      inject: [Config],
      useFactory: (config: Config) => {
        const keys = new JwtKeys(config);
        return { secretOrKeyProvider: (_type, token) => keys.verifying(token) };
      },
    }),
  ],
  controllers: [
    AuthController,
    TracksMediaController,
    passThroughController(allRequests.filter(({ http }) => http && !http.custom)),
  ],
  providers: [
    AccessCache,
    Allowances,
    Authenticator,
    JwtStrategy,
    IdempotencyStore,
    IdempotencyInterceptor,
    Resume,
    SlowWindows,
    VenueDoor,
    RealtimeGateway,
    FanOut,
    SocketMetrics,
    SocketWatch,
    Trouble,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class GatewayModule {}
