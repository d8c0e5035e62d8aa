import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type ConsumerInfo, type JetStreamManager } from '@nats-io/jetstream';
import { MESSAGING_OPTIONS, NatsService, streamName, type MessagingOptions } from '@djamms/messaging';
import { Metrics } from '@djamms/platform';

/** Prometheus gives up on a whole answer after ten seconds; the other figures are not to go with this one. */
const longestMs = 2_000;

/** How much waits for every subscriber and worker, for Prometheus. Every replica of monitoring says the same. */
@Injectable()
export class QueueMetrics implements OnApplicationBootstrap {
  private readonly logger = new Logger('QueueMetrics');

  constructor(
    private readonly metrics: Metrics,
    private readonly nats: NatsService,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  onApplicationBootstrap(): void {
    const help = 'Events and jobs that a queue has not finished';
    this.metrics.askedGauge('djamms_queue_waiting', help, ['queue'], async (gauge) => {
      // What is not known is not there: an old figure would look like a queue at rest.
      gauge.reset();
      for (const { name, num_pending: toCome, num_ack_pending: inHand } of await this.consumers())
        gauge.set({ queue: name }, toCome + inHand);
    });
  }

  private async consumers(): Promise<ConsumerInfo[]> {
    if (!this.nats.isConnected()) return [];
    const late = sleep(longestMs, [], { ref: false });
    return Promise.race([this.listAll(await this.nats.manager()), late]).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'The queues could not be asked how much waits');
      return [];
    });
  }

  private async listAll(manager: JetStreamManager): Promise<ConsumerInfo[]> {
    const found: ConsumerInfo[] = [];
    for (const stream of ['EVENTS', 'WORK'] as const)
      for await (const consumer of manager.consumers.list(streamName(this.options, stream)))
        if (consumer.config.durable_name !== undefined) found.push(consumer);
    return found;
  }
}
