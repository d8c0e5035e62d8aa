import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Authenticator } from '../access/authenticator';
import { RealtimeGateway } from './realtime.gateway';
import { type DjammsSocket } from './socket';
import { playerRoom, venueRoom } from './rooms';

/** With the access cache's own time, a change reaches open sockets within a minute (spec 4, “Access”). */
const checkEveryMs = 25_000;

/** Looks again and again whether those who are connected may still be. */
@Injectable()
export class SocketWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('SocketWatch');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly realtime: RealtimeGateway,
    private readonly authenticator: Authenticator,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.checkAll(), checkEveryMs);
  }

  /** Windows are told before the connection goes, and come back to another replica. */
  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.realtime.server.disconnectSockets(true);
  }

  async checkAll(): Promise<void> {
    for (const socket of this.realtime.server.sockets.sockets.values()) await this.check(socket as DjammsSocket);
  }

  private async check(socket: DjammsSocket): Promise<void> {
    const { userId: sub, sessionId: sid } = socket.data.identity;
    try {
      const identity = await this.authenticator.identityOf({ sub, sid });
      const lost = Object.keys(socket.data.identity.venues).filter(
        (venueId) => identity.role !== 'admin' && !(venueId in identity.venues),
      );
      socket.data.identity = identity;
      for (const venueId of lost) {
        await socket.leave(venueRoom(venueId));
        await socket.leave(playerRoom(venueId));
      }
    } catch (error) {
      // Auth being away is no reason to silence a venue; an ended session is.
      if ((error as { status?: number }).status === 401) socket.disconnect(true);
      else this.logger.warn(`Could not check a connection: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
