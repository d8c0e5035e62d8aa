import { Injectable } from '@nestjs/common';
import { type MessagingObserver } from '@djamms/messaging';
import { Counter, Gauge, Histogram, collectDefaultMetrics, register, type Registry } from 'prom-client';

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
let defaultsCollected = false;

/** Prometheus metrics. One registry a process: in the standalone process all services write into it. */
@Injectable()
export class Metrics implements MessagingObserver {
  readonly registry: Registry = register;
  private readonly messages = this.histogram(
    'djamms_messages_seconds',
    'Time to handle a request, event or job, by outcome',
    ['kind', 'subject', 'outcome'],
  );

  constructor() {
    if (!defaultsCollected) collectDefaultMetrics({ register: this.registry });
    defaultsCollected = true;
  }

  handled(kind: string, subject: string, outcome: string, seconds: number): void {
    this.messages.observe({ kind, subject, outcome }, seconds);
  }

  histogram<L extends string>(name: string, help: string, labelNames: L[]): Histogram<L> {
    return (
      (this.registry.getSingleMetric(name) as Histogram<L> | undefined) ??
      new Histogram({ name, help, labelNames, buckets: latencyBuckets })
    );
  }

  counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return (this.registry.getSingleMetric(name) as Counter<L> | undefined) ?? new Counter({ name, help, labelNames });
  }

  gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
    return (this.registry.getSingleMetric(name) as Gauge<L> | undefined) ?? new Gauge({ name, help, labelNames });
  }

  /** A gauge that is read only when somebody asks; `read` sets it, and the asker waits for it. */
  askedGauge<L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    read: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    this.registry.removeSingleMetric(name);
    return new Gauge({
      name,
      help,
      labelNames,
      async collect() {
        await read(this);
      },
    });
  }
}
