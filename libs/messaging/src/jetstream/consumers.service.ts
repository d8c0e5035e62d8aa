import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type JsMsg } from '@nats-io/jetstream';
import { Envelope } from '@djamms/contracts';
import { DataSource } from 'typeorm';
import { newTraceparent, runInTrace } from '../call';
import { isDatabaseAway } from '../database-away';
import { HandlerExplorer, type Handler } from '../explorer.service';
import { consumerName, eventSubject, workSubject } from '../names';
import { NatsService } from '../nats.service';
import { MESSAGING_OBSERVER, MESSAGING_OPTIONS, type MessagingObserver, type MessagingOptions } from '../options';
import { Transactions } from '../outbox/transactions.service';
import { parseJson } from '../rpc/json';
import { ConsumerLoop } from './consumer-loop';
import { deadLetter } from './dead-letters';
import { awayRetrySeconds, backoffSeconds, eventRetry } from './retry';

type EventHandler = Extract<Handler, { kind: 'event' | 'any-event' }>;
type JobHandler = Extract<Handler, { kind: 'job' }>;

/** Longer than any statement may take; what a killed process had in hand waits as long for the next one. */
const eventAckWaitMs = 20_000;
const jobAckWaitMs = 30_000;
const jobSignOfLifeMs = 10_000;

/** Runs the service's event handlers and workers on their durable consumers. */
@Injectable()
export class Consumers {
  private readonly logger = new Logger('Consumers');
  private loops: ConsumerLoop[] = [];

  constructor(
    private readonly nats: NatsService,
    private readonly explorer: HandlerExplorer,
    private readonly transactions: Transactions,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    @Optional() @Inject(MESSAGING_OBSERVER) private readonly observer?: MessagingObserver,
  ) {}

  start(): void {
    const events = [...this.explorer.ofKind('event'), ...this.explorer.ofKind('any-event')];
    this.loops = [
      ...events.map((handler) => this.eventLoop(handler)),
      ...this.explorer.ofKind('job').map((handler) => this.jobLoop(handler)),
    ];
    for (const loop of this.loops) loop.start();
  }

  /** Takes no more messages. Jobs are called off and given back, events finished, within `graceMs`. */
  async stop(graceMs?: number): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop(graceMs)));
  }

  /** True when a loop came to an end that nobody asked for. */
  isDead(): boolean {
    return this.loops.some((loop) => loop.isDead());
  }

  private eventLoop(handler: EventHandler): ConsumerLoop {
    const subject = handler.kind === 'event' ? handler.contract.subject : '>';
    const name = consumerName(this.options, this.options.service, handler.kind === 'event' ? subject : 'all');
    const spec = {
      stream: 'EVENTS',
      name,
      filter: eventSubject(this.options, subject),
      ackWaitMs: eventAckWaitMs,
    } as const;
    return new ConsumerLoop(this.nats, this.options, spec, handler.options.concurrency ?? 1, (message) =>
      this.settle({ kind: 'event', name, message, ...eventRetry }, (envelope) =>
        this.handleEvent(handler, name, envelope),
      ),
    );
  }

  private jobLoop(handler: JobHandler): ConsumerLoop {
    const { contract } = handler;
    const name = consumerName(this.options, 'work', contract.subject);
    const spec = {
      stream: 'WORK',
      name,
      filter: workSubject(this.options, contract.subject),
      ackWaitMs: jobAckWaitMs,
    } as const;
    return new ConsumerLoop(
      this.nats,
      this.options,
      spec,
      handler.options.concurrency ?? 1,
      async (message, signal) => {
        const signOfLife = setInterval(() => message.working(), jobSignOfLifeMs);
        try {
          await this.settle(
            { kind: 'job', name, message, attempts: contract.attempts, backoff: contract.backoff, signal },
            (envelope) => this.handleJob(handler, envelope, message, signal),
          );
        } finally {
          clearInterval(signOfLife);
        }
      },
    );
  }

  /** The inbox row and the handler's writes are one transaction: a second delivery finds the row and does nothing. */
  private async handleEvent(handler: EventHandler, consumer: string, envelope: Envelope): Promise<void> {
    const argument = handler.kind === 'event' ? handler.contract.payload.parse(envelope.payload) : envelope;
    await this.transactions.run(async (manager) => {
      const inserted = await manager.query<unknown[]>(
        'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id',
        [consumer, envelope.id],
      );
      if (inserted.length > 0) await handler.invoke(argument, { envelope, manager });
    });
  }

  private async handleJob(handler: JobHandler, envelope: Envelope, message: JsMsg, signal: AbortSignal): Promise<void> {
    const attempt = message.info.deliveryCount;
    await handler.invoke(handler.contract.payload.parse(envelope.payload), {
      envelope,
      attempt,
      lastAttempt: attempt >= handler.contract.attempts,
      signal,
    });
  }

  /** Acknowledges, or gives back to be tried later, or dead-letters. Never throws. */
  private async settle(delivery: Delivery, work: (envelope: Envelope) => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    const parsed = Envelope.safeParse(parseJson(delivery.message.data));
    const envelope = parsed.success ? parsed.data : null;
    let outcome = 'ok';
    try {
      if (!envelope) throw new Error('The message is not an envelope.');
      await runInTrace(newTraceparent(envelope.traceparent), () => work(envelope));
      delivery.message.ack();
    } catch (error) {
      outcome = await this.giveBack(delivery, envelope, error);
    }
    this.observer?.handled(
      delivery.kind,
      envelope?.subject ?? delivery.message.subject,
      outcome,
      (performance.now() - startedAt) / 1000,
    );
  }

  private async giveBack(delivery: Delivery, envelope: Envelope | null, error: unknown): Promise<string> {
    const { message, name, kind } = delivery;
    if (delivery.signal?.aborted === true) {
      // Called off because this process ends: no failure of the job's, and another replica goes on with it at once.
      message.nak();
      return 'given back';
    }
    if (isDatabaseAway(error)) {
      message.nak(awayRetrySeconds * 1000);
      return 'away';
    }
    const attempt = message.info.deliveryCount;
    const description = error instanceof Error ? error.message : String(error);
    this.logger.warn(
      { err: error, consumer: name, attempt },
      `${name} failed at try ${attempt} of ${delivery.attempts}: ${description}`,
    );
    if (attempt < delivery.attempts && envelope) {
      message.nak(backoffSeconds(delivery.backoff, attempt) * 1000);
      return 'retried';
    }
    try {
      await deadLetter(this.nats, this.options, message, { kind, consumer: name, envelope, error: description });
      return 'dead';
    } catch (failure) {
      this.logger.error({ err: failure }, `${name}: the dead letter could not be stored; it will be tried again`);
      message.nak(awayRetrySeconds * 1000);
      return 'retried';
    }
  }
}

interface Delivery {
  kind: 'event' | 'job';
  name: string;
  message: JsMsg;
  attempts: number;
  backoff: readonly number[];
  /** Aborted when the process ends. */
  signal?: AbortSignal;
}
