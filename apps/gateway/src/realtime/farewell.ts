import { setTimeout as sleep } from 'node:timers/promises';
import { type Server, type Socket } from 'socket.io';
import { cutOff } from './pressure/cut-off';
import { tellVenues } from './tell-venues';

/** Milliseconds over which windows are sent away: each takes a little, all of them no longer than a deployment waits. */
const perWindowMs = 4;
const longestMs = 3_000;
const steps = 30;
/** Milliseconds for the last ones to take their leave. */
const graceMs = 1_000;
/** Milliseconds that an answer to a window may take once its turn to go has come. */
const answerMs = 5_000;
const lookMs = 20;

/** Sends windows to other replicas when this one ends, not all at the same moment. */
export class Farewell {
  private said: Promise<void> | undefined;
  private isLeaving = false;
  /** Questions of windows that have not been answered yet. */
  private readonly inHand = new Map<Socket, number>();

  /** Who comes while this replica leaves is turned away, and tries elsewhere. To be called before anybody connects. */
  guard(server: Server): void {
    server.on('connection', (socket) => this.countQuestions(socket));
    server.engine.use((_request: unknown, _response: unknown, next: (error?: Error) => void) =>
      next(this.isLeaving ? new Error('This server is shutting down') : undefined),
    );
  }

  /**
   * Tells all windows, then closes their connections in a random order. To them it is a lost connection, so that they
   * come back by themselves, each after a random pause; an order to disconnect would keep them away.
   */
  say(server: Server | undefined): Promise<void> {
    this.isLeaving = true;
    return (this.said ??= server ? this.sendAway(server) : Promise.resolve());
  }

  private async sendAway(server: Server): Promise<void> {
    tellVenues(server, 'SYSTEM_STATUS', {
      status: 'shutting_down',
      detail: 'This server is being restarted. The window connects to another one by itself.',
    });
    const sockets = shuffled([...server.sockets.sockets.values()]);
    const pause = Math.min(longestMs, sockets.length * perWindowMs) / steps;
    const atOnce = Math.ceil(sockets.length / steps);
    const parted: Promise<void>[] = [];
    for (let first = 0; first < sockets.length; first += atOnce) {
      parted.push(...sockets.slice(first, first + atOnce).map((socket) => this.part(socket)));
      await sleep(pause);
    }
    await Promise.all(parted);
    await this.untilGone(sockets);
  }

  /** What a window has asked is answered before it has to go. */
  private async part(socket: Socket): Promise<void> {
    for (let waited = 0; this.inHand.has(socket) && waited < answerMs; waited += lookMs) await sleep(lookMs);
    socket.conn.close();
  }

  private countQuestions(socket: Socket): void {
    socket.once('disconnect', () => this.inHand.delete(socket));
    socket.use((packet, next) => {
      const answer: unknown = packet.at(-1);
      if (isAnswer(answer)) {
        this.inHand.set(socket, (this.inHand.get(socket) ?? 0) + 1);
        packet[packet.length - 1] = (...words: unknown[]): void => {
          this.answered(socket);
          answer(...words);
        };
      }
      next();
    });
  }

  private answered(socket: Socket): void {
    const left = (this.inHand.get(socket) ?? 0) - 1;
    if (left > 0) this.inHand.set(socket, left);
    else this.inHand.delete(socket);
  }

  /** Those that take nothing are not waited for: closing in good form would take them half a minute. */
  private async untilGone(sockets: Socket[]): Promise<void> {
    const isThere = (socket: Socket): boolean => !socket.request.socket.destroyed;
    for (let waited = 0; waited < graceMs && sockets.some(isThere); waited += lookMs) await sleep(lookMs);
    sockets.filter(isThere).forEach(cutOff);
  }
}

type Answer = (...words: unknown[]) => void;
const isAnswer = (last: unknown): last is Answer => typeof last === 'function';

function shuffled(sockets: Socket[]): Socket[] {
  const keyed = sockets.map((socket) => ({ socket, key: Math.random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ socket }) => socket);
}
