import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type VenueStale } from '@djamms/contracts';
import { Clock, Metrics } from '@djamms/platform';
import { playerRoom, venueOfRoom, venueRoom } from '../rooms';
import { type DjammsSocket } from '../socket';
import { cutOff } from './cut-off';
import { WaitingPackets } from './waiting-packets';

const lookAgainMs = 200;
/** A window that takes nothing for this long is not there any more. */
const givenUpAfterMs = 60_000;

interface Behind {
  /** Epoch milliseconds. */
  since: number;
  venues: Set<string>;
}

/**
 * Keeps windows that do not read from filling the memory: they leave their venues' rooms, and when their line is free
 * again they are told to join anew (`venue:stale`) and so get the newest state instead of all that happened meanwhile.
 */
@Injectable()
export class SlowWindows implements OnModuleDestroy {
  private readonly logger = new Logger('SlowWindows');
  private readonly lines = new WeakMap<DjammsSocket, WaitingPackets>();
  private readonly behind = new Map<DjammsSocket, Behind>();
  private timer: NodeJS.Timeout | undefined;
  private readonly counted;

  constructor(
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.counted = metrics.counter(
      'djamms_windows_behind_total',
      'Windows that did not keep up, by what became of it',
      ['outcome'],
    );
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  watch(socket: DjammsSocket): void {
    let isToBeChecked = false;
    const line = new WaitingPackets(socket.conn, () => {
      if (isToBeChecked) return;
      isToBeChecked = true;
      // Not at once: what was sent in one go has not had its turn to leave yet.
      setImmediate(() => {
        isToBeChecked = false;
        if (line.isFull && socket.connected) this.leaveOut(socket);
      });
    });
    this.lines.set(socket, line);
    socket.once('disconnect', () => this.behind.delete(socket));
  }

  /** Whether the window does not take what it is sent. */
  isBehind(socket: DjammsSocket): boolean {
    return this.behind.has(socket);
  }

  private leaveOut(socket: DjammsSocket): void {
    const known = this.behind.get(socket);
    const { since, venues } = known ?? { since: this.clock.now().getTime(), venues: new Set<string>() };
    for (const venueId of venuesOf(socket)) {
      venues.add(venueId);
      void socket.leave(venueRoom(venueId));
      void socket.leave(playerRoom(venueId));
    }
    if (known) return;
    this.behind.set(socket, { since, venues });
    this.counted.inc({ outcome: 'left_out' });
    this.timer ??= setInterval(() => this.lookAgain(), lookAgainMs);
  }

  private lookAgain(): void {
    const now = this.clock.now().getTime();
    for (const [socket, { since, venues }] of this.behind) {
      if (this.lines.get(socket)?.isEmpty) this.callBack(socket, venues);
      else if (now - since >= givenUpAfterMs) this.giveUp(socket);
    }
    if (this.behind.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private callBack(socket: DjammsSocket, venues: ReadonlySet<string>): void {
    this.behind.delete(socket);
    for (const venueId of venues) socket.emit('venue:stale', { venueId } satisfies VenueStale);
    this.counted.inc({ outcome: 'called_back' });
  }

  private giveUp(socket: DjammsSocket): void {
    this.behind.delete(socket);
    this.counted.inc({ outcome: 'given_up' });
    this.logger.warn(`A window took nothing for ${givenUpAfterMs / 1000} s and is disconnected`);
    cutOff(socket);
  }
}

const venuesOf = (socket: DjammsSocket): string[] =>
  [...socket.rooms].map(venueOfRoom).filter((venueId) => venueId !== undefined);
