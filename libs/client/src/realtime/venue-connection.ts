import {
  type Acknowledged,
  type CallInputOf,
  type CommandName,
  type DomainError,
  type OutputOf,
  type PlaybackState,
  type RealtimePayload,
  type RealtimeType,
  type RequestContract,
  VenueStale,
  realtimePayloads,
  sendCommand,
} from '@djamms/contracts';
import { type Caller } from '../api/api';
import { type HttpContract } from '../api/build-request';
import { type Credentials, parseAnswer } from '../api/transport';
import { clientErrors, hasCode, unreachable } from '../errors';
import { randomId } from '../random-id';
import { natureOf } from './change-nature';
import { ChangeQueue } from './change-queue';
import { takeClockSample } from './clock-sample';
import { ServerClock } from './server-clock';
import { type RealtimeSocket, type SocketOptions, openSocket } from './socket';
import { type PlayerMessages, askSocket, messageOf, playerMessages } from './socket-messages';
import { VenueMembership } from './venue-membership';
import { type IncomingMessage, type VenueTruth, readMessage } from './venue-state';

export interface VenueSnapshot {
  /** `connecting` until the first answer, `offline` whenever what is shown may be out of date. */
  connection: 'connecting' | 'online' | 'offline';
  /** The last known truth; kept while offline. */
  state: PlaybackState | null;
  /** Why the venue cannot be shown at all, e.g. no membership. */
  problem: DomainError | null;
  /** When the line was lost, on the server's clock (ms); null while it works. What is shown is what was known then. */
  lostAt: number | null;
  /** Changes made here that wait for the line; 0 while it works. */
  waiting: number;
}

export interface VenueConnectionOptions {
  venueId: string;
  credentials: Credentials;
  /** Carries changes that have no message on the socket, and those that it did not answer. */
  rest?: Caller;
  openSocket?: (options: SocketOptions) => RealtimeSocket;
  /** Milliseconds since 1970, best from a clock that never jumps. */
  now?: () => number;
}

/** All waiting times in milliseconds. */
const times = { ack: 5_000, settle: 3_000, clockRound: 60_000, clockStep: 150, retryMin: 1_000, retryMax: 10_000 };
const clockSamplesAtStart = 5;

/**
 * One window's line to one venue: joins it, keeps its state in the order of revisions, reconnects for ever, and
 * carries commands. Nothing here knows how it is shown.
 */
export class VenueConnection {
  readonly clock: ServerClock;
  private snapshot: VenueSnapshot = { connection: 'connecting', state: null, problem: null, lostAt: null, waiting: 0 };
  private readonly now: () => number;
  private readonly socket: RealtimeSocket;
  private readonly membership: VenueMembership;
  private readonly changes: ChangeQueue;
  private readonly listeners = new Set<() => void>();
  private readonly messageListeners = new Set<(message: IncomingMessage) => void>();
  private readonly catchUpListeners = new Set<() => void>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private lastToken: string | null = null;
  private tokenRefused = false;
  private retryDelay = times.retryMin;
  private closed = false;
  /** What was on the deck when the line was lost; undefined while it works. */
  private songAtLoss: string | null | undefined;

  constructor(private readonly options: VenueConnectionOptions) {
    this.now = options.now ?? Date.now;
    this.clock = new ServerClock(this.now);
    this.socket = (options.openSocket ?? openSocket)({ token: () => this.freshToken() });
    this.membership = new VenueMembership({
      venueId: options.venueId,
      ask: (input) => this.socket.request('venue:join', input, times.ack),
      later: (work, delay) => this.later(work, delay),
      onTruth: (truth) => this.showTruth(truth),
      onCaughtUp: () => this.caughtUp(),
      onProblem: (problem) => this.publish({ ...this.snapshot, problem }),
      onUnanswered: () => this.showOffline(),
      onRefused: () => this.reconnectWithNewToken(),
    });
    this.changes = new ChangeQueue({
      isOnline: () => this.membership.joined && this.socket.connected,
      later: (work, delay) => this.later(work, delay),
      onCount: () => this.showWaiting(),
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
    this.changes.dropAll('The page was left.');
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
   * Calls back when everything up to now is known again: after each join, and after messages were left out. What is
   * kept beside the state (lists of requests, of playlists) has to be asked for anew then.
   */
  onCaughtUp(listener: () => void): () => void {
    this.catchUpListeners.add(listener);
    return () => this.catchUpListeners.delete(listener);
  }

  /** Steers the venue, as `change` does. */
  command(command: CommandName, value?: number | string): Promise<Acknowledged> {
    return this.change(sendCommand, { venueId: this.options.venueId, command, value });
  }

  /**
   * Changes something in the venue. Resolves when the change is stored; rejects with DomainError when it is refused.
   * While the line is down it waits for up to 30 s, and is then sent in its turn; if it cannot be sent, it rejects
   * with `not_sent`. One whose answer was lost is sent again under the same `commandId`, and acts once; if no answer
   * comes at all, it rejects with `not_confirmed`.
   */
  change<C extends HttpContract>(contract: C, input: CallInputOf<C>): Promise<OutputOf<C>> {
    const named = 'commandId' in contract.input.shape ? { commandId: randomId(), ...input } : { ...input };
    return this.changes.add({ ...natureOf(contract, named), send: () => this.deliver(contract, named) });
  }

  /** A message of the player window. Rejects with DomainError. */
  async player<K extends keyof PlayerMessages>(
    message: K,
    input: Omit<CallInputOf<PlayerMessages[K]>, 'venueId'>,
  ): Promise<OutputOf<PlayerMessages[K]>> {
    const contract: RequestContract = playerMessages[message];
    const named = { ...input, venueId: this.options.venueId };
    const result = await askSocket(this.socket, message, named, times.ack);
    return parseAnswer(contract.output, result) as OutputOf<PlayerMessages[K]>;
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

  /** By the socket where it has a message for it and answers, otherwise by REST. */
  private async deliver<C extends HttpContract>(contract: C, input: CallInputOf<C>): Promise<OutputOf<C>> {
    const message = messageOf(contract);
    const { rest } = this.options;
    if (message !== undefined) {
      try {
        const result = await askSocket(this.socket, message, input, times.ack);
        return parseAnswer(contract.output, result) as OutputOf<C>;
      } catch (error) {
        if (rest === undefined || !hasCode(error, clientErrors.network_unreachable.code)) throw error;
      }
    }
    if (rest === undefined) throw unreachable();
    return rest.call(contract, input);
  }

  private listen(): void {
    this.socket.on('connect', () => {
      this.retryDelay = times.retryMin;
      void this.syncClock(clockSamplesAtStart);
      this.membership.join();
    });
    this.socket.on('disconnect', () => this.lost());
    this.socket.on('connect_error', () => this.lost());
    this.socket.on('venue:stale', (argument) => {
      if (VenueStale.safeParse(argument).data?.venueId === this.options.venueId) this.membership.stale();
    });
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
    await takeClockSample(this.socket, this.clock, this.now, times.ack);
    if (!this.socket.connected) return;
    if (samples > 1) this.later(() => void this.syncClock(samples - 1), times.clockStep);
    else this.later(() => void this.syncClock(1), times.clockRound);
  }

  private showTruth(truth: VenueTruth): void {
    this.clock.guess(truth.state.serverTime);
    const song = truth.state.nowPlaying.item_id;
    if (this.songAtLoss !== undefined && this.songAtLoss !== song) this.changes.dropOfOldSong();
    this.songAtLoss = undefined;
    const { waiting } = this.changes;
    this.publish({ connection: 'online', state: truth.state, problem: null, lostAt: null, waiting });
  }

  private caughtUp(): void {
    for (const listener of this.catchUpListeners) listener();
    this.changes.pump();
  }

  private showOffline(): void {
    if (this.snapshot.connection === 'offline') return;
    this.songAtLoss = this.snapshot.state?.nowPlaying.item_id;
    const { waiting } = this.changes;
    this.publish({ ...this.snapshot, connection: 'offline', lostAt: this.clock.serverNow(), waiting });
  }

  private showWaiting(): void {
    const { waiting } = this.changes;
    if (waiting !== this.snapshot.waiting) this.publish({ ...this.snapshot, waiting });
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
