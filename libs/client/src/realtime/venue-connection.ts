import {
  Acknowledged,
  type CallInputOf,
  type CommandName,
  DomainError,
  type OutputOf,
  type PlaybackState,
  Problem,
  type RealtimePayload,
  type RealtimeType,
  type RequestContract,
  type SocketAnswer,
  heartbeatPlayer,
  readyPlayer,
  realtimePayloads,
  registerPlayer,
  reportPlayer,
  reportPlayerError,
} from '@djamms/contracts';
import { z } from 'zod';
import { clientErrors, errorFromAnswer, unreachable } from '../errors';
import { randomId } from '../random-id';
import { type SessionKeeper } from '../api/session-keeper';
import { ServerClock } from './server-clock';
import { type RealtimeSocket, type SocketOptions, openSocket } from './socket';
import { VenueMembership } from './venue-membership';
import { type IncomingMessage, type VenueTruth, readMessage } from './venue-state';

export interface VenueSnapshot {
  /** `connecting` until the first answer, `offline` whenever what is shown may be out of date. */
  connection: 'connecting' | 'online' | 'offline';
  /** The last known truth; kept while offline. */
  state: PlaybackState | null;
  /** Why the venue cannot be shown at all, e.g. no membership. */
  problem: DomainError | null;
}

export interface VenueConnectionOptions {
  venueId: string;
  credentials: Pick<SessionKeeper, 'token' | 'replace'>;
  openSocket?: (options: SocketOptions) => RealtimeSocket;
  /** Milliseconds since 1970, best from a clock that never jumps. */
  now?: () => number;
}

/** Messages of the venue's player window, with the requests that they are. */
export const playerMessages = {
  'player:register': registerPlayer,
  'player:ready': readyPlayer,
  'player:heartbeat': heartbeatPlayer,
  'player:status': reportPlayer,
  'player:error': reportPlayerError,
} as const;
export type PlayerMessages = typeof playerMessages;

const TimeSyncAnswer = z.object({ t0: z.number(), t1: z.number(), t2: z.number() });
const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), problem: Problem }),
]);

/** All waiting times in milliseconds. */
const times = { ack: 5_000, settle: 3_000, clockRound: 60_000, clockStep: 150, retryMin: 1_000, retryMax: 10_000 };
const clockSamplesAtStart = 5;

/**
 * One window's line to one venue: joins it, keeps its state in the order of revisions, reconnects for ever, and
 * carries commands. Nothing here knows how it is shown.
 */
export class VenueConnection {
  readonly clock: ServerClock;
  private snapshot: VenueSnapshot = { connection: 'connecting', state: null, problem: null };
  private readonly now: () => number;
  private readonly socket: RealtimeSocket;
  private readonly membership: VenueMembership;
  private readonly listeners = new Set<() => void>();
  private readonly messageListeners = new Set<(message: IncomingMessage) => void>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private lastToken: string | null = null;
  private tokenRefused = false;
  private retryDelay = times.retryMin;
  private closed = false;

  constructor(private readonly options: VenueConnectionOptions) {
    this.now = options.now ?? Date.now;
    this.clock = new ServerClock(this.now);
    this.socket = (options.openSocket ?? openSocket)({ token: () => this.freshToken() });
    this.membership = new VenueMembership({
      venueId: options.venueId,
      ask: (input) => this.socket.request('venue:join', input, times.ack),
      later: (work, delay) => this.later(work, delay),
      onTruth: (truth) => this.showTruth(truth),
      onProblem: (problem) => this.publish({ ...this.snapshot, problem }),
      onUnanswered: () => this.showOffline(),
      onRefused: () => this.reconnectWithNewToken(),
    });
    this.listen();
  }

  open(): void {
    this.closed = false;
    this.socket.connect();
  }

  /** Ends the line; `open` starts it again. */
  close(): void {
    this.closed = true;
    this.membership.leave();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.socket.close();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): VenueSnapshot => this.snapshot;

  /** Calls back for every message of a type that belongs to this venue, also those without a revision. */
  on<T extends RealtimeType>(type: T, listener: (payload: RealtimePayload<T>) => void): () => void {
    const forward = (message: IncomingMessage): void => {
      if (message.type === type) listener(message.payload as RealtimePayload<T>);
    };
    this.messageListeners.add(forward);
    return () => this.messageListeners.delete(forward);
  }

  /** Tries at once instead of at the next turn, e.g. when the browser says that the network is back. */
  nudge(): void {
    if (!this.closed && !this.socket.connected) this.socket.connect();
  }

  /**
   * Steers the venue. Resolves when the change is stored; rejects with DomainError when it is refused or when no
   * answer came. Without an answer it is sent once more under the same id, and acts once.
   */
  async command(command: CommandName, value?: number | string): Promise<Acknowledged> {
    const message = { venueId: this.options.venueId, command, value, commandId: randomId() };
    try {
      return Acknowledged.parse(await this.send('command', message));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== clientErrors.network_unreachable.code) throw error;
      return Acknowledged.parse(await this.send('command', message));
    }
  }

  /** A message of the player window. Rejects with DomainError. */
  async player<K extends keyof PlayerMessages>(
    message: K,
    input: Omit<CallInputOf<PlayerMessages[K]>, 'venueId'>,
  ): Promise<OutputOf<PlayerMessages[K]>> {
    const contract: RequestContract = playerMessages[message];
    const result = await this.send(message, { ...input, venueId: this.options.venueId });
    return contract.output.parse(result) as OutputOf<PlayerMessages[K]>;
  }

  /** Resolves when this window has seen a revision, or after 3 s: then showing the known state is right too. */
  settled(revision: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        stop();
        resolve();
      };
      const check = (): void => {
        if ((this.snapshot.state?.revision ?? -1) >= revision) done();
      };
      const stop = this.subscribe(check);
      this.later(done, times.settle);
      check();
    });
  }

  private async send(event: string, input: object): Promise<unknown> {
    if (!this.socket.connected) throw unreachable();
    const raw = await this.socket.request(event, input, times.ack).catch(() => {
      throw unreachable();
    });
    const answer = Answer.safeParse(raw);
    if (!answer.success) throw errorFromAnswer(502, null);
    const { data } = answer as { data: SocketAnswer<unknown> };
    if (data.ok) return data.result;
    throw DomainError.fromProblem(data.problem);
  }

  private listen(): void {
    this.socket.on('connect', () => {
      this.retryDelay = times.retryMin;
      void this.syncClock(clockSamplesAtStart);
      this.membership.join();
    });
    this.socket.on('disconnect', () => this.lost());
    this.socket.on('connect_error', () => this.lost());
    for (const type of Object.keys(realtimePayloads) as RealtimeType[]) {
      this.socket.on(type, (argument) => this.receive(type, argument));
    }
  }

  private receive(type: RealtimeType, argument: unknown): void {
    const message = readMessage(type, argument);
    if (message === null) {
      this.membership.askAgain();
      return;
    }
    if (message.venueId !== this.options.venueId) return;
    this.clock.guess(message.serverTime);
    this.membership.take(message);
    for (const listener of this.messageListeners) listener(message);
  }

  private lost(): void {
    const refusedBeforeJoining = !this.membership.joined && !this.socket.trying;
    this.membership.leave();
    this.showOffline();
    if (this.socket.trying || this.closed) return;
    // The server ended it: Socket.IO does not try again by itself then.
    if (refusedBeforeJoining) this.tokenRefused = true;
    this.later(() => this.socket.connect(), this.retryDelay);
    this.retryDelay = Math.min(this.retryDelay * 2, times.retryMax);
  }

  private reconnectWithNewToken(): void {
    this.tokenRefused = true;
    this.socket.close();
    this.later(() => this.socket.connect(), this.retryDelay);
  }

  private async freshToken(): Promise<string | null> {
    const { credentials } = this.options;
    const replace = this.tokenRefused && this.lastToken !== null ? this.lastToken : null;
    this.tokenRefused = false;
    this.lastToken = replace === null ? await credentials.token() : await credentials.replace(replace);
    return this.lastToken;
  }

  private async syncClock(samples: number): Promise<void> {
    try {
      const answer = TimeSyncAnswer.parse(await this.socket.request('time:sync', { t0: this.now() }, times.ack));
      this.clock.add(answer, this.now());
    } catch {
      // A lost sample is no news: the next one comes, or the connection is down and starts anew.
    }
    if (!this.socket.connected) return;
    if (samples > 1) this.later(() => void this.syncClock(samples - 1), times.clockStep);
    else this.later(() => void this.syncClock(1), times.clockRound);
  }

  private showTruth(truth: VenueTruth): void {
    this.clock.guess(truth.state.serverTime);
    this.publish({ connection: 'online', state: truth.state, problem: null });
  }

  private showOffline(): void {
    if (this.snapshot.connection !== 'offline') this.publish({ ...this.snapshot, connection: 'offline' });
  }

  private later(work: () => void, delay: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.closed) work();
    }, delay);
    this.timers.add(timer);
  }

  private publish(snapshot: VenueSnapshot): void {
    this.snapshot = snapshot;
    for (const listener of this.listeners) listener();
  }
}
