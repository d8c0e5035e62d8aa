import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { streamName } from '../names';
import { type MessagingOptions } from '../options';

const day = 24 * 3_600_000;
const gibibyte = 1024 ** 3;

function streamConfigs(options: MessagingOptions): (Partial<StreamConfig> & { name: string })[] {
  const common = { storage: StorageType.File, num_replicas: options.streamReplicas, duplicate_window: nanos(120_000) };
  return [
    {
      ...common,
      name: streamName(options, 'EVENTS'),
      subjects: [`${options.prefix}event.>`],
      retention: RetentionPolicy.Limits,
      max_age: nanos(7 * day),
      max_bytes: gibibyte,
      discard: DiscardPolicy.Old,
    },
    // Work is refused rather than dropped when the queue is full; the outbox keeps it meanwhile.
    {
      ...common,
      name: streamName(options, 'WORK'),
      subjects: [`${options.prefix}work.>`],
      retention: RetentionPolicy.Workqueue,
      max_bytes: gibibyte,
      discard: DiscardPolicy.New,
    },
    {
      ...common,
      name: streamName(options, 'DEAD'),
      subjects: [`${options.prefix}dead.>`],
      retention: RetentionPolicy.Limits,
      max_age: nanos(30 * day),
      max_bytes: gibibyte / 4,
      discard: DiscardPolicy.Old,
    },
  ];
}

/** Makes the system's streams where they are missing; safe from every process at once, and after NATS lost its data. */
export async function ensureStreams(manager: JetStreamManager, options: MessagingOptions): Promise<void> {
  for (const config of streamConfigs(options)) {
    try {
      await manager.streams.info(config.name);
    } catch (error) {
      if (!(error instanceof JetStreamApiError)) throw error;
      await manager.streams.add(config).catch(ignoreExisting);
    }
  }
}

/** 10058: stream name already in use. Another process was faster. */
function ignoreExisting(error: unknown): void {
  if (!(error instanceof JetStreamApiError) || error.code !== 10058) throw error;
}

export interface ConsumerSpec {
  stream: 'EVENTS' | 'WORK' | 'DEAD';
  name: string;
  filter: string;
  /** Milliseconds without a sign of life after which a message goes to somebody else. */
  ackWaitMs: number;
}

/** A durable pull consumer. Tries are counted by the code that handles the message, so the server sets no limit. */
export async function ensureConsumer(
  manager: JetStreamManager,
  options: MessagingOptions,
  spec: ConsumerSpec,
): Promise<void> {
  await manager.consumers.add(streamName(options, spec.stream), {
    durable_name: spec.name,
    filter_subject: spec.filter,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(spec.ackWaitMs),
    max_deliver: -1,
    max_ack_pending: 1_000,
  });
}
