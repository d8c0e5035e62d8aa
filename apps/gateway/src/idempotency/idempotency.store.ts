import { Inject, Injectable } from '@nestjs/common';
import { Kvm, type KV, type KvEntry } from '@nats-io/kv';
import { MESSAGING_OPTIONS, NatsService, type MessagingOptions } from '@djamms/messaging';
import { z } from 'zod';

const dayMs = 86_400_000;
/** A claim that was not finished within this time belongs to a gateway that died. */
const abandonedAfterMs = 60_000;

const Entry = z.discriminatedUnion('status', [
  z.object({ status: z.literal('running'), body: z.string(), since: z.number() }),
  z.object({ status: z.literal('done'), body: z.string(), answer: z.unknown() }),
]);
export type IdempotencyEntry = { status: 'claimed' } | z.infer<typeof Entry>;

/** First answers by key, for a day, in NATS: every gateway replica knows them. */
@Injectable()
export class IdempotencyStore {
  private bucket: Promise<KV> | undefined;

  constructor(
    private readonly nats: NatsService,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {
    // A server that came back may have lost its data, and the bucket with it.
    nats.onReconnect(() => (this.bucket = undefined));
  }

  /** Takes the key for this request, or tells what is known of it. Of two at once, one gets it. */
  async claim(key: string, body: string): Promise<IdempotencyEntry> {
    const bucket = await this.open();
    const running = JSON.stringify({ status: 'running', body, since: Date.now() });
    const known = await bucket.get(key);
    if (!known || known.operation !== 'PUT') return this.take(bucket, key, running);
    const entry = read(known);
    if (entry.status === 'done' || Date.now() - entry.since < abandonedAfterMs) return entry;
    return this.take(bucket, key, running, known.revision);
  }

  async finish(key: string, body: string, answer: unknown): Promise<void> {
    await (await this.open()).put(key, JSON.stringify({ status: 'done', body, answer: answer ?? null }));
  }

  async release(key: string): Promise<void> {
    await (await this.open()).delete(key);
  }

  private async take(bucket: KV, key: string, running: string, revision?: number): Promise<IdempotencyEntry> {
    try {
      await (revision === undefined ? bucket.create(key, running) : bucket.update(key, running, revision));
      return { status: 'claimed' };
    } catch (error) {
      const winner = await bucket.get(key);
      if (!winner || winner.operation !== 'PUT') throw error;
      return read(winner);
    }
  }

  private open(): Promise<KV> {
    this.bucket ??= this.create().catch((error: unknown) => {
      this.bucket = undefined;
      throw error;
    });
    return this.bucket;
  }

  private async create(): Promise<KV> {
    const name = `${this.options.prefix}djamms_idempotency`.replace(/[^A-Za-z0-9_-]/g, '_');
    return new Kvm(await this.nats.get()).create(name, {
      ttl: dayMs,
      history: 1,
      max_bytes: 256 * 1024 ** 2,
      replicas: this.options.streamReplicas,
    });
  }
}

const read = (entry: KvEntry): z.infer<typeof Entry> => Entry.parse(entry.json());
