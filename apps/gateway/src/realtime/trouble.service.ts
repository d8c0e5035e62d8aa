import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type VenueStale } from '@djamms/contracts';
import { NatsService } from '@djamms/messaging';
import { RealtimeGateway } from './realtime.gateway';
import { Resume } from './resume/resume.service';
import { venueRoom } from './rooms';
import { tellVenues, venuesAt } from './tell-venues';

/** Tells windows when what they show may be out of date for a reason that they can't see. */
@Injectable()
export class Trouble implements OnApplicationBootstrap {
  constructor(
    private readonly realtime: RealtimeGateway,
    private readonly nats: NatsService,
    private readonly resume: Resume,
  ) {}

  onApplicationBootstrap(): void {
    this.nats.onDisconnect(() =>
      tellVenues(this.realtime.server, 'SYSTEM_STATUS', {
        status: 'degraded',
        detail: 'The server can’t reach the other parts of the system. Commands are refused until it can.',
      }),
    );
    this.nats.onReconnect(() => tellVenues(this.realtime.server, 'SYSTEM_STATUS', { status: 'ok' }));
    this.resume.onGap(() => this.callAllBack());
  }

  /** Changes may have passed that nobody here heard: windows join again, and are right. */
  private callAllBack(): void {
    for (const venueId of venuesAt(this.realtime.server))
      this.realtime.server.to(venueRoom(venueId)).emit('venue:stale', { venueId } satisfies VenueStale);
  }
}
