import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type Consumer, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { type Subscription } from '@nats-io/transport-node';
import { backoffMs } from '../backoff';
import { streamName } from '../names';
import { type NatsService } from '../nats.service';
import { type MessagingOptions } from '../options';
import { settledInGrace } from '../settled';
import { ensureConsumer, ensureStreams, type ConsumerSpec } from './streams';

const pullExpiresMs = 10_000;
const retryPauses = { first: 500, most: 5_000 };

/**
 * Pulls one message at a time, `concurrency` times over: nothing is taken that is not worked on at once, so a
 * message's time to acknowledge starts when its work starts. Survives NATS going away, and its data getting lost.
 */
export class ConsumerLoop {
  private readonly logger = new Logger('ConsumerLoop');
  private readonly stopped = new AbortController();
  private readonly waiting = new Set<ConsumerMessages>();
  private runs: Promise<void>[] = [];
  private hasEnded = false;

  constructor(
    private readonly nats: NatsService,
    private readonly options: MessagingOptions,
    private readonly spec: ConsumerSpec,
    private readonly concurrency: number,
    private readonly handle: (message: JsMsg, signal: AbortSignal) => Promise<void>,
  ) {}

  start(): void {
    this.runs = Array.from({ length: this.concurrency }, async () => {
      await this.run();
      this.hasEnded ||= !this.stopped.signal.aborted;
    });
  }

  /** True when it came to an end that nobody asked for: nothing would work on these messages any more. */
  isDead(): boolean {
    return this.hasEnded;
  }

  /** Takes no more messages; the ones in hand are finished, what arrives meanwhile is given back. */
  async stop(graceMs?: number): Promise<void> {
    this.stopped.abort();
    for (const messages of this.waiting) void this.release(messages);
    await settledInGrace(this.runs, graceMs);
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped.signal.aborted;) {
      try {
        const consumer = await this.open();
        while (!this.stopped.signal.aborted) {
          await this.pull(consumer);
          failures = 0;
        }
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        failures += 1;
        this.logger.warn(`${this.spec.name}: ${error instanceof Error ? error.message : String(error)}; trying again`);
        await sleep(backoffMs(failures, retryPauses), undefined, { signal: this.stopped.signal }).catch(
          () => undefined,
        );
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
    const message = await this.next(consumer);
    if (!message) return;
    // Given back to the other replicas at once.
    if (this.stopped.signal.aborted) return message.nak();
    await this.handle(message, this.stopped.signal);
  }

  private async next(consumer: Consumer): Promise<JsMsg | null> {
    const messages = await consumer.fetch({ max_messages: 1, expires: pullExpiresMs });
    this.waiting.add(messages);
    try {
      if (this.stopped.signal.aborted) await this.release(messages);
      for await (const message of messages) return message;
      return null;
    } finally {
      this.waiting.delete(messages);
    }
  }

  /**
   * Ends a pull under way. Its subscription is drained, not dropped: a message that the server has just sent would
   * otherwise be in nobody's hands until its time to acknowledge is over.
   */
  private async release(messages: ConsumerMessages): Promise<void> {
    const subscription = (messages as { sub?: Subscription }).sub;
    if (this.nats.isConnected()) await subscription?.drain().catch(() => undefined);
    messages.stop();
  }
}
