import { Injectable } from '@nestjs/common';
import {
  DomainError,
  JoinVenue,
  LeaveVenue,
  commonErrors,
  type JoinAnswer,
  type PlaybackState,
  type SocketAnswer,
} from '@djamms/contracts';
import { Clock, requireVisit } from '@djamms/platform';
import { SlowWindows } from './pressure/slow-windows.service';
import { parse, problemOf } from './problems';
import { type HeardMessage } from './resume/message-key';
import { Resume } from './resume/resume.service';
import { playerRoom, venueOfRoom, venueRoom } from './rooms';
import { socketCall, type DjammsSocket } from './socket';

const maxVenuesPerSocket = 20;

/** As `JoinAnswer`; messages are passed on as they were heard. */
type Answer =
  | Exclude<JoinAnswer, { status: 'resumed' }>
  | { status: 'resumed'; revision: number; serverTime: number; messages: HeardMessage[] };

/** Lets windows into venues, and brings them up to date there. */
@Injectable()
export class VenueDoor {
  constructor(
    private readonly resume: Resume,
    private readonly slow: SlowWindows,
    private readonly clock: Clock,
  ) {}

  /**
   * Into the room first, then the answer: whatever changes in between is heard, and a window ignores what its answer
   * says already. Where this replica knows what was missed, it answers in the same breath: then nothing is in between.
   */
  join(socket: DjammsSocket, body: unknown, reply: (answer: Answer) => void): void {
    try {
      const { venueId, lastRevision } = this.admit(socket, body);
      const wasInside = socket.rooms.has(venueRoom(venueId));
      this.enter(socket, venueId);
      const missed = lastRevision === undefined ? undefined : this.resume.missed(venueId, lastRevision);
      if (missed) return reply({ ...missed, serverTime: this.clock.now().getTime() });
      this.resume.state(venueId, socketCall(socket)).then(
        (state) => reply(answerWith(state, lastRevision)),
        (thrown: unknown) => {
          // Who is told that it did not work must not hear half of it.
          if (!wasInside) this.exit(socket, venueId);
          reply({ status: 'error', problem: problemOf(thrown) });
        },
      );
    } catch (thrown) {
      reply({ status: 'error', problem: problemOf(thrown) });
    }
  }

  leave(socket: DjammsSocket, body: unknown): SocketAnswer<null> {
    try {
      const { venueId } = parse(LeaveVenue, body);
      socket.data.players.delete(venueId);
      this.exit(socket, venueId);
      return { ok: true, result: null };
    } catch (thrown) {
      return { ok: false, problem: problemOf(thrown) };
    }
  }

  /** Only the window that registered hears the commands meant for the player. */
  followAsPlayer(socket: DjammsSocket, venueId: string, isPlayer: boolean): void {
    if (isPlayer) {
      socket.data.players.add(venueId);
      void socket.join(playerRoom(venueId));
    } else {
      socket.data.players.delete(venueId);
      void socket.leave(playerRoom(venueId));
    }
  }

  private admit(socket: DjammsSocket, body: unknown): { venueId: string; lastRevision?: number | undefined } {
    const join = parse(JoinVenue, body);
    requireVisit(socket.data.identity, join.venueId);
    if (this.slow.isBehind(socket))
      throw new DomainError(commonErrors.rate_limited, 'Read what was sent before, then join again.', {
        retryAfter: 1,
      });
    const others = [...socket.rooms].map(venueOfRoom).filter((id) => id !== undefined && id !== join.venueId);
    if (others.length >= maxVenuesPerSocket)
      throw new DomainError(
        commonErrors.invalid_request,
        `One window can follow ${maxVenuesPerSocket} venues at most.`,
      );
    return join;
  }

  private enter(socket: DjammsSocket, venueId: string): void {
    void socket.join(venueRoom(venueId));
    if (socket.data.players.has(venueId)) void socket.join(playerRoom(venueId));
  }

  private exit(socket: DjammsSocket, venueId: string): void {
    void socket.leave(venueRoom(venueId));
    void socket.leave(playerRoom(venueId));
  }
}

function answerWith(state: PlaybackState, lastRevision: number | undefined): Answer {
  if (state.revision !== lastRevision) return { status: 'joined', state };
  return { status: 'unchanged', revision: state.revision, serverTime: state.serverTime };
}
