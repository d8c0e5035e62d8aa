import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DeliverPolicy, type ConsumerMessages } from '@nats-io/jetstream';
import { Envelope } from '@djamms/contracts';
import { HandlerExplorer, type Handler } from '../explorer.service';
import { eventSubject, streamName } from '../names';
import { NatsService } from '../nats.service';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../options';
import { parseJson } from '../rpc/codec';
import { ensureStreams } from './streams';

type BroadcastHandler = Extract<Handler, { kind: 'broadcast' }>;

/** Lets every replica hear events, in order, without a gap across reconnects (ordered consumers). */
@Injectable()
export class Broadcasts {
  private readonly logger = new Logger('Broadcasts');
  private stopped = false;
  private readonly open = new Set<ConsumerMessages>();

  constructor(
    private readonly nats: NatsService,
    private readonly explorer: HandlerExplorer,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  start(): void {
    for (const handler of this.explorer.ofKind('broadcast')) void this.run(handler);
  }

  stop(): void {
    this.stopped = true;
    for (const messages of this.open) messages.stop();
  }

  /** When the consumer has to be made anew, it goes on after the last message that was heard. */
  private async run(handler: BroadcastHandler): Promise<void> {
    let lastSequence: number | undefined;
    while (!this.stopped) {
      try {
        for await (const { sequence, envelope } of this.listen(handler, lastSequence)) {
          lastSequence = sequence;
          await this.deliver(handler, envelope);
        }
      } catch (error) {
        if (this.stopped) return;
        this.logger.warn(`${handler.name}: ${error instanceof Error ? error.message : String(error)}; listening again`);
        lastSequence = undefined;
      }
      if (!this.stopped) await sleep(500);
    }
  }

  private async *listen(
    handler: BroadcastHandler,
    after: number | undefined,
  ): AsyncGenerator<{ sequence: number; envelope: Envelope }> {
    const manager = await this.nats.manager();
    await ensureStreams(manager, this.options);
    const client = await this.nats.jetstream();
    const start =
      after === undefined
        ? { deliver_policy: DeliverPolicy.New }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 };
    const consumer = await client.consumers.get(streamName(this.options, 'EVENTS'), {
      filter_subjects: eventSubject(this.options, handler.contract.subject),
      ...start,
    });
    const messages = await consumer.consume();
    this.open.add(messages);
    try {
      for await (const message of messages) {
        const envelope = Envelope.safeParse(parseJson(message.data));
        if (envelope.success) yield { sequence: message.seq, envelope: envelope.data };
        else this.logger.error(`${message.subject}: not an envelope`);
      }
    } finally {
      this.open.delete(messages);
    }
  }

  private async deliver(handler: BroadcastHandler, envelope: Envelope): Promise<void> {
    try {
      await handler.invoke(handler.contract.payload.parse(envelope.payload), envelope);
    } catch (error) {
      this.logger.error({ err: error }, `${handler.name} failed`);
    }
  }
}
