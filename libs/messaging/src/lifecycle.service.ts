import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { backoffMs } from './backoff';
import { ensureStreams } from './jetstream/streams';
import { Broadcasts } from './jetstream/broadcasts.service';
import { Consumers } from './jetstream/consumers.service';
import { NatsService } from './nats.service';
import { Notices } from './notices.service';
import { MESSAGING_GATE, MESSAGING_OPTIONS, type MessagingGate, type MessagingOptions } from './options';
import { OutboxRelay } from './outbox/outbox-relay.service';
import { RpcServer } from './rpc/rpc.server';
import { defaultGraceMs, settledInGrace } from './settled';

const streamsPauses = { first: 500, most: 5_000 };
/** The relay looks at the outbox every second; the longest of its steps takes some ten seconds. */
const stillForTooLongMs = 120_000;

/** Starts the message handling when NATS is there, and ends it in an order in which nothing is lost. */
@Injectable()
export class MessagingLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Messaging');
  private readonly stopping = new AbortController();
  private started = false;
  private failed: string | undefined;
  private streams: 'wanted' | 'there' | { problem: string } = 'wanted';
  private ended: Promise<void> | undefined;

  constructor(
    private readonly nats: NatsService,
    private readonly server: RpcServer,
    private readonly broadcasts: Broadcasts,
    private readonly notices: Notices,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    @Optional() private readonly relay?: OutboxRelay,
    @Optional() private readonly consumers?: Consumers,
    @Optional() @Inject(MESSAGING_GATE) private readonly gate?: MessagingGate,
  ) {}

  /** Does not wait for NATS: the process is up, and says in /health/ready what it waits for. */
  onApplicationBootstrap(): void {
    this.start().catch((error: unknown) => {
      if (this.stopping.signal.aborted) return;
      this.failed = error instanceof Error ? error.message : String(error);
      this.logger.error({ err: error }, 'Messaging could not be started');
    });
  }

  /** True when requests are being answered. */
  isReady(): boolean {
    return this.started && this.nats.isConnected();
  }

  /** What keeps messages from being taken, in words for an operator; null when nothing does. */
  waitsFor(): string | null {
    if (this.failed !== undefined) return `could not be started: ${this.failed}`;
    if (this.started) return null;
    if (!this.nats.isConnected()) return 'waits for NATS';
    if (typeof this.streams === 'object') return `waits for JetStream: ${this.streams.problem}`;
    return this.streams === 'there' ? 'waits for the database' : 'waits for JetStream';
  }

  /** What nothing but a new start of the process mends, in words for an operator; null while there is no such thing. */
  wedged(): string | null {
    if (this.failed !== undefined) return `messaging could not be started: ${this.failed}`;
    if (this.stopping.signal.aborted) return null;
    if (this.nats.isLost()) return 'the connection to NATS was given up';
    return this.consumers?.isDead() === true ? 'a consumer of messages has ended' : null;
  }

  /** The same where it is a wedge only if database and NATS are there. */
  standsStill(): string | null {
    const still = this.relay?.stillForMs() ?? 0;
    return still > stillForTooLongMs
      ? `the relay of the outbox has stood still for ${Math.round(still / 1000)} s`
      : null;
  }

  /**
   * Refuses new requests, events and jobs, so that other replicas get them; resolves when what is in hand is done or
   * given back, after `graceMs` at the latest. Everything that work in hand needs goes on: requests to others, the
   * outbox, broadcasts.
   */
  takeNoMore(graceMs?: number): Promise<void> {
    this.stopping.abort();
    return (this.ended ??= Promise.all([this.server.stop(graceMs), this.consumers?.stop(graceMs)]).then(
      () => undefined,
    ));
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Whoever began to end it before has waited for as long as they wanted to.
    const patienceMs = this.ended === undefined ? defaultGraceMs : 500;
    await settledInGrace([this.takeNoMore()], patienceMs);
    await this.relay?.stop();
    this.broadcasts.stop();
    this.notices.stop();
  }

  private async start(): Promise<void> {
    await Promise.all([this.untilStreams(), this.gate?.()]);
    const { signal } = this.stopping;
    signal.throwIfAborted();
    this.broadcasts.start();
    await this.notices.start();
    signal.throwIfAborted();
    await this.relay?.start();
    signal.throwIfAborted();
    this.consumers?.start();
    await this.server.start();
    this.started = true;
  }

  /** JetStream can be later than NATS itself: a cluster elects its leaders first. */
  private async untilStreams(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 1; ; attempt++) {
      try {
        await ensureStreams(await this.nats.manager(), this.options);
        this.streams = 'there';
        return;
      } catch (error) {
        signal.throwIfAborted();
        this.streams = { problem: error instanceof Error ? error.message : String(error) };
        this.logger.warn(`Waiting for JetStream: ${this.streams.problem}`);
        await sleep(backoffMs(attempt, streamsPauses), undefined, { signal });
      }
    }
  }
}
