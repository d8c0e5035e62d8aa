import { Logger } from '@nestjs/common';
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

const logger = new Logger('Streams');
/** Error code of JetStream's API. */
const streamNotFound = 10_059;
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

/**
 * Makes the system's streams where they are missing, and gives those that are there what the configuration says now,
 * e.g. another number of copies; safe from every process at once, and after NATS lost its data.
 */
export async function ensureStreams(manager: JetStreamManager, options: MessagingOptions): Promise<void> {
  for (const config of streamConfigs(options)) {
    const known = await find(manager, config.name);
    if (known === undefined) await manager.streams.add(config).catch(ignoreExisting);
    else if (streamDiffers(known, config)) await change(manager, { ...known, ...config });
  }
}

async function find(manager: JetStreamManager, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === streamNotFound) return undefined;
    throw error;
  }
}

/** A stream as it was works on; what the server refuses, such as more copies than it has nodes, is said and left. */
async function change(manager: JetStreamManager, config: StreamConfig): Promise<void> {
  try {
    await manager.streams.update(config.name, config);
    logger.log(`Changed the stream ${config.name} to what is configured now`);
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    logger.warn(`The stream ${config.name} stays as it is: ${error.message}`);
  }
}

/** Whether what we ask for is not what the server has; what we leave to the server is left to it. */
export const streamDiffers = (known: Partial<StreamConfig>, wanted: Partial<StreamConfig>): boolean =>
  Object.entries(wanted).some(
    ([key, value]) => JSON.stringify(known[key as keyof StreamConfig]) !== JSON.stringify(value),
  );

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
