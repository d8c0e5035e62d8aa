import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { backoffMs } from './backoff';
import { natsAddress } from './nats-address';
import { MESSAGING_OPTIONS, type MessagingOptions } from './options';
import { settledInGrace } from './settled';

const connectPauses = { first: 250, most: 5_000 };
/** What was written last has to leave; a server that is not there any more is not waited for. */
const farewellMs = 2_000;

/** The process's one connection to NATS. Comes up in the background and comes back for ever. */
@Injectable()
export class NatsService implements OnApplicationShutdown {
  private readonly logger = new Logger('Nats');
  private connection: Promise<NatsConnection> | undefined;
  private current: NatsConnection | undefined;
  private readonly stopped = new AbortController();
  /** When it was lost, or first looked for, epoch ms; undefined while it is there. */
  private awaySince: number | undefined = Date.now();
  private problem = 'not reached yet';
  private readonly reconnectListeners = new Set<() => void>();
  private readonly disconnectListeners = new Set<() => void>();

  constructor(@Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions) {}

  /** Resolves when NATS has been reached for the first time, however long that takes. */
  get(): Promise<NatsConnection> {
    return (this.connection ??= this.open());
  }

  async jetstream(): Promise<JetStreamClient> {
    return jetstream(await this.get());
  }

  async manager(): Promise<JetStreamManager> {
    return jetstreamManager(await this.get());
  }

  isConnected(): boolean {
    return this.awaySince === undefined;
  }

  /** Milliseconds since the connection was lost, or first looked for; 0 while it is there. */
  awayMs(): number {
    return this.awaySince === undefined ? 0 : Date.now() - this.awaySince;
  }

  /** What keeps it from being connected, in words for an operator; null when nothing does. */
  waitsFor(): string | null {
    if (this.isConnected()) return null;
    const { servers } = natsAddress(this.options.natsUrl);
    return `waits for NATS at ${[servers].flat().join(', ')}: ${this.problem}`;
  }

  /** True when the connection has been given up, which nothing in this process mends. */
  isLost(): boolean {
    return this.current?.isClosed() === true && !this.stopped.signal.aborted;
  }

  /** Called whenever a lost connection is back: the server may be another one, or have forgotten what only it knew. */
  onReconnect(listener: () => void): void {
    this.reconnectListeners.add(listener);
  }

  /** Called whenever the connection is lost; until `onReconnect` nothing is heard and nobody can be asked. */
  onDisconnect(listener: () => void): void {
    this.disconnectListeners.add(listener);
  }

  /** Last of all: services stop taking messages before this runs. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    if (!this.current || this.current.isClosed()) return;
    if (this.isConnected()) await settledInGrace([this.current.drain()], farewellMs);
    if (!this.current.isClosed()) await settledInGrace([this.current.close()], farewellMs);
  }

  private async open(): Promise<NatsConnection> {
    const connection = await this.connectPatiently();
    this.current = connection;
    this.awaySince = undefined;
    void this.watch(connection);
    return connection;
  }

  /** Tries by itself, not by the client's `waitOnFirstConnect`, which ends for ever at a refused password. */
  private async connectPatiently(): Promise<NatsConnection> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await connect({
          ...natsAddress(this.options.natsUrl),
          name: `djamms-${this.options.service}-${this.options.instance}`,
          timeout: 5_000,
          maxReconnectAttempts: -1,
          // A server that was replaced by another version may know new passwords a little later than its clients.
          ignoreAuthErrorAbort: true,
          reconnectTimeWait: 250,
          reconnectJitter: 250,
          pingInterval: 10_000,
          maxPingOut: 2,
          // An error object for each request, in case it fails, costs more than the request; ours say what was asked.
          noAsyncTraces: true,
        });
      } catch (error) {
        this.problem = error instanceof Error ? error.message : String(error);
        this.stopped.signal.throwIfAborted();
        this.logger.warn(this.waitsFor());
        await sleep(backoffMs(attempt, connectPauses), undefined, { signal: this.stopped.signal });
      }
    }
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        this.lose('the connection was lost');
        this.logger.warn('Lost the connection to NATS; trying to get it back');
        for (const listener of this.disconnectListeners) listener();
      } else if (status.type === 'reconnect') {
        this.awaySince = undefined;
        this.logger.log('Connected to NATS again');
        for (const listener of this.reconnectListeners) listener();
      } else if (status.type === 'error') {
        this.problem = status.error.message;
        this.logger.warn(`NATS: ${status.error.message}`);
      }
    }
    this.lose('the connection was closed');
  }

  private lose(problem: string): void {
    this.problem = problem;
    this.awaySince ??= Date.now();
  }
}
