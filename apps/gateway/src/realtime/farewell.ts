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
const lookMs = 20;

/** Sends windows to other replicas when this one ends, not all at the same moment. */
export class Farewell {
  private isLeaving = false;

  /** Who comes while this replica leaves is turned away, and tries elsewhere. */
  guard(server: Server): void {
    server.engine.use((_request: unknown, _response: unknown, next: (error?: Error) => void) =>
      next(this.isLeaving ? new Error('This server is shutting down') : undefined),
    );
  }

  /**
   * Tells all windows, then closes their connections in a random order. To them it is a lost connection, so that they
   * come back by themselves, each after a random pause; an order to disconnect would keep them away.
   */
  async say(server: Server | undefined): Promise<void> {
    this.isLeaving = true;
    if (!server) return;
    tellVenues(server, 'SYSTEM_STATUS', {
      status: 'shutting_down',
      detail: 'This server is being restarted. The window connects to another one by itself.',
    });
    const sockets = shuffled([...server.sockets.sockets.values()]);
    const pause = Math.min(longestMs, sockets.length * perWindowMs) / steps;
    const atOnce = Math.ceil(sockets.length / steps);
    for (let first = 0; first < sockets.length; first += atOnce) {
      for (const { conn } of sockets.slice(first, first + atOnce)) conn.close();
      await sleep(pause);
    }
    await this.untilGone(sockets);
  }

  /** Those that take nothing are not waited for: closing in good form would take them half a minute. */
  private async untilGone(sockets: Socket[]): Promise<void> {
    const isThere = (socket: Socket): boolean => !socket.request.socket.destroyed;
    for (let waited = 0; waited < graceMs && sockets.some(isThere); waited += lookMs) await sleep(lookMs);
    sockets.filter(isThere).forEach(cutOff);
  }
}

function shuffled(sockets: Socket[]): Socket[] {
  const keyed = sockets.map((socket) => ({ socket, key: Math.random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ socket }) => socket);
}
