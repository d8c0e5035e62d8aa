import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { findVenue, type GuestIdentity, type UserIdentity } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { Authenticator } from '../access/authenticator';
import { RealtimeGateway } from './realtime.gateway';
import { type DjammsSocket } from './socket';
import { playerRoom, venueRoom } from './rooms';

/** With the access cache's own time, a change reaches open sockets within a minute (spec 4, “Access”). */
const checkEveryMs = 25_000;
/** Venues seldom go: it is enough to look this often whether those of guests are still there. */
const venueCheckMs = 300_000;

/** Looks again and again whether those who are connected may still be. */
@Injectable()
export class SocketWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('SocketWatch');
  private timer: NodeJS.Timeout | undefined;
  private venuesCheckedAt = 0;

  constructor(
    private readonly realtime: RealtimeGateway,
    private readonly authenticator: Authenticator,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.venuesCheckedAt = this.now();
    this.timer = setInterval(() => void this.checkAll(), checkEveryMs);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async checkAll(): Promise<void> {
    const gone = this.now() - this.venuesCheckedAt >= venueCheckMs ? await this.goneVenues() : new Set<string>();
    for (const socket of this.sockets()) {
      const { identity } = socket.data;
      if (identity.kind === 'guest') this.checkGuest(socket, identity, gone);
      else await this.checkUser(socket, identity);
    }
  }

  /** Of those that guests here look at. */
  private async goneVenues(): Promise<Set<string>> {
    this.venuesCheckedAt = this.now();
    const gone = new Set<string>();
    const guests = this.sockets().map(({ data: { identity } }) => identity);
    const venues = new Set(guests.flatMap((identity) => (identity.kind === 'guest' ? [identity.venueId] : [])));
    for (const venueId of venues) {
      try {
        await this.rpc.request(findVenue, { slug: venueId }, serviceCall('gateway'));
      } catch (error) {
        if (statusOf(error) === 404) gone.add(venueId);
        else this.logger.warn(`Could not look for a venue: ${describe(error)}`);
      }
    }
    return gone;
  }

  private checkGuest(socket: DjammsSocket, { venueId }: GuestIdentity, gone: ReadonlySet<string>): void {
    const isOver = socket.data.endsAt !== null && socket.data.endsAt <= this.now();
    if (isOver || gone.has(venueId)) socket.disconnect(true);
  }

  private async checkUser(socket: DjammsSocket, { userId: sub, sessionId: sid, venues }: UserIdentity): Promise<void> {
    try {
      const identity = await this.authenticator.identityOf({ sub, sid });
      const lost = Object.keys(venues).filter((venueId) => identity.role !== 'admin' && !(venueId in identity.venues));
      socket.data.identity = identity;
      for (const venueId of lost) {
        socket.data.players.delete(venueId);
        await socket.leave(venueRoom(venueId));
        await socket.leave(playerRoom(venueId));
      }
    } catch (error) {
      // Auth being away is no reason to silence a venue; an ended session is.
      if (statusOf(error) === 401) socket.disconnect(true);
      else this.logger.warn(`Could not check a connection: ${describe(error)}`);
    }
  }

  private sockets(): DjammsSocket[] {
    return [...this.realtime.server.sockets.sockets.values()].map((socket) => socket as DjammsSocket);
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

const statusOf = (error: unknown): number | undefined => (error as { status?: number }).status;
const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
