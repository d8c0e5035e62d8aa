import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ensureStreams } from './jetstream/streams';
import { Broadcasts } from './jetstream/broadcasts.service';
import { Consumers } from './jetstream/consumers.service';
import { NatsService } from './nats.service';
import { Notices } from './notices.service';
import { MESSAGING_GATE, MESSAGING_OPTIONS, type MessagingGate, type MessagingOptions } from './options';
import { OutboxRelay } from './outbox/outbox-relay.service';
import { RpcServer } from './rpc/rpc.server';

const streamsRetryMs = 1_000;

/** Starts the message handling when NATS is there, and ends it in an order in which nothing is lost. */
@Injectable()
export class MessagingLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Messaging');
  private started = false;
  private stopping = false;

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
    this.start().catch((error: unknown) => this.logger.error({ err: error }, 'Messaging could not be started'));
  }

  /** True when requests are being answered. */
  isReady(): boolean {
    return this.started && this.nats.isConnected();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (!this.started) return;
    await this.server.stop();
    await this.consumers?.stop();
    await this.relay?.stop();
    this.broadcasts.stop();
    this.notices.stop();
  }

  private async start(): Promise<void> {
    await Promise.all([this.untilStreams(), this.gate?.()]);
    if (this.stopping) return;
    this.broadcasts.start();
    await this.notices.start();
    await this.relay?.start();
    this.consumers?.start();
    await this.server.start();
    this.started = true;
  }

  /** JetStream can be later than NATS itself: a cluster elects its leaders first. */
  private async untilStreams(): Promise<void> {
    while (!this.stopping) {
      try {
        return await ensureStreams(await this.nats.manager(), this.options);
      } catch (error) {
        this.logger.warn(`Waiting for JetStream: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(streamsRetryMs);
      }
    }
  }
}
