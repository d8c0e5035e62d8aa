import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DeliverPolicy, type ConsumerMessages, type JetStreamManager } from '@nats-io/jetstream';
import { Envelope, type EventContract } from '@djamms/contracts';
import { backoffMs } from '../backoff';
import { HandlerExplorer, type Handler } from '../explorer.service';
import { eventSubject, streamName } from '../names';
import { NatsService } from '../nats.service';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../options';
import { parseJson } from '../rpc/json';
import { ensureStreams } from './streams';

const pauses = { first: 200, most: 2_000 };
const pullExpiresMs = 10_000;
/** Two of them missed, and the consumer is made anew. */
const heartbeatMs = 1_000;

type BroadcastHandler = Extract<Handler, { kind: 'broadcast' }>;

interface Heard {
  /** Sequence in the stream of the last message that was delivered, or need not be; undefined before the first look. */
  last: number | undefined;
  /** When the stream was made: another time, another stream, whatever its sequences are. */
  stream: string | undefined;
}

/** Lets every replica hear events, in order, without a gap across reconnects (ordered consumers). */
@Injectable()
export class Broadcasts {
  private readonly logger = new Logger('Broadcasts');
  private stopped = false;
  private readonly open = new Set<ConsumerMessages>();
  private readonly gapListeners = new Map<string, (() => void)[]>();

  constructor(
    private readonly nats: NatsService,
    private readonly explorer: HandlerExplorer,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  /**
   * Calls back whenever events of the kind may have passed unheard: at the first listening, and when the stream lost
   * some. From then on every event is heard, in order, until it calls back again; an event that is late is still heard.
   */
  onGap(contract: EventContract, listener: () => void): void {
    const known = this.gapListeners.get(contract.subject) ?? [];
    this.gapListeners.set(contract.subject, [...known, listener]);
  }

  start(): void {
    // A consumer of a server that is no more would only be missed after some heartbeats.
    this.nats.onReconnect(() => this.endAll());
    for (const handler of this.explorer.ofKind('broadcast')) void this.run(handler);
  }

  stop(): void {
    this.stopped = true;
    this.endAll();
  }

  private endAll(): void {
    for (const messages of this.open) messages.stop();
  }

  /** When the consumer has to be made anew, it goes on after the last message that was heard. */
  private async run(handler: BroadcastHandler): Promise<void> {
    const heard: Heard = { last: undefined, stream: undefined };
    for (let failures = 1; !this.stopped; failures++) {
      try {
        for await (const { sequence, envelope } of this.listen(handler, heard)) {
          heard.last = sequence;
          failures = 0;
          await this.deliver(handler, envelope);
        }
      } catch (error) {
        if (this.stopped) return;
        this.logger.warn(`${handler.name}: ${error instanceof Error ? error.message : String(error)}; listening again`);
      }
      if (!this.stopped) await sleep(backoffMs(failures, pauses));
    }
  }

  private async *listen(
    handler: BroadcastHandler,
    heard: Heard,
  ): AsyncGenerator<{ sequence: number; envelope: Envelope }> {
    const manager = await this.nats.manager();
    await ensureStreams(manager, this.options);
    const client = await this.nats.jetstream();
    const first = await this.firstSequence(manager, heard, handler);
    heard.last = first - 1;
    const consumer = await client.consumers.get(streamName(this.options, 'EVENTS'), {
      filter_subjects: eventSubject(this.options, handler.contract.subject),
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: first,
    });
    const messages = await consumer.consume({
      expires: pullExpiresMs,
      idle_heartbeat: heartbeatMs,
      // A stream that is gone is made again here, not waited for.
      abort_on_missing_resource: true,
    });
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

  /** Where to begin: with what comes from now on at first, with everything when the stream has been made anew since. */
  private async firstSequence(manager: JetStreamManager, heard: Heard, handler: BroadcastHandler): Promise<number> {
    const { created, state } = await manager.streams.info(streamName(this.options, 'EVENTS'));
    const { last } = heard;
    const isSameStream = heard.stream === created;
    heard.stream = created;
    if (last !== undefined && isSameStream && state.first_seq <= last + 1 && last <= state.last_seq) return last + 1;
    for (const listener of this.gapListeners.get(handler.contract.subject) ?? []) listener();
    if (last === undefined) return state.last_seq + 1;
    return isSameStream && last <= state.last_seq ? last + 1 : 1;
  }

  private async deliver(handler: BroadcastHandler, envelope: Envelope): Promise<void> {
    try {
      await handler.invoke(handler.contract.payload.parse(envelope.payload), envelope);
    } catch (error) {
      this.logger.error({ err: error }, `${handler.name} failed`);
    }
  }
}
