import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type Consumer, type JsMsg } from '@nats-io/jetstream';
import { streamName } from '../names';
import { type NatsService } from '../nats.service';
import { type MessagingOptions } from '../options';
import { settledInGrace } from '../settled';
import { ensureConsumer, ensureStreams, type ConsumerSpec } from './streams';

const pullExpiresMs = 10_000;
const retryAfterMs = 1_000;

/**
 * Pulls one message at a time, `concurrency` times over: nothing is taken that is not worked on at once, so a
 * message's time to acknowledge starts when its work starts. Survives NATS going away, and its data getting lost.
 */
export class ConsumerLoop {
  private readonly logger = new Logger('ConsumerLoop');
  private readonly stopped = new AbortController();
  private readonly inHand = new Set<Promise<void>>();

  constructor(
    private readonly nats: NatsService,
    private readonly options: MessagingOptions,
    private readonly spec: ConsumerSpec,
    private readonly concurrency: number,
    private readonly handle: (message: JsMsg, signal: AbortSignal) => Promise<void>,
  ) {}

  start(): void {
    for (let index = 0; index < this.concurrency; index++) void this.run();
  }

  /** Takes no more messages; the ones in hand are finished. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await settledInGrace(this.inHand);
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        const consumer = await this.open();
        while (!this.stopped.signal.aborted) await this.pull(consumer);
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        this.logger.warn(`${this.spec.name}: ${error instanceof Error ? error.message : String(error)}; trying again`);
        await sleep(retryAfterMs, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      }
    }
  }

  private async open(): Promise<Consumer> {
    const manager = await this.nats.manager();
    await ensureStreams(manager, this.options);
    await ensureConsumer(manager, this.options, this.spec);
    return (await this.nats.jetstream()).consumers.get(streamName(this.options, this.spec.stream), this.spec.name);
  }

  private async pull(consumer: Consumer): Promise<void> {
    const message = await consumer.next({ expires: pullExpiresMs });
    if (!message) return;
    if (this.stopped.signal.aborted) return message.nak();
    const work = this.handle(message, this.stopped.signal);
    this.inHand.add(work);
    await work.finally(() => this.inHand.delete(work));
  }
}
