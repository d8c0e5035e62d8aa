import { AckPolicy } from '@nats-io/jetstream';
import { NatsService, streamName } from '@djamms/messaging';
import { Config, Metrics } from '@djamms/platform';
import { eventually, startTestSystem, type TestSystem } from '@djamms/testing';
import { monitoringService } from '../src/service';

describe('the figures of monitoring', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ services: [monitoringService] });
  });
  afterAll(() => system.stop());

  it('tell Prometheus how much waits in each queue', async () => {
    const waiting = async (queue: string): Promise<number> => {
      const text = await system.get('monitoring', Metrics).registry.metrics();
      return Number(new RegExp(`^djamms_queue_waiting\\{queue="${queue}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
    };
    const nats = system.get('monitoring', NatsService);
    const prefix = system.get('monitoring', Config).natsPrefix;
    const manager = await nats.manager();
    const queue = 'nobody-works';
    const stream = streamName({ prefix }, 'WORK');
    const filter = `${prefix}work.test.waiting`;
    await manager.consumers.add(stream, {
      durable_name: queue,
      filter_subject: filter,
      ack_policy: AckPolicy.Explicit,
    });
    // NATS counts beside what it has acknowledged, and what it does not say in time is left out.
    await eventually(async () => expect(await waiting(queue)).toBe(0));
    const client = await nats.jetstream();
    for (let count = 0; count < 3; count++) await client.publish(filter, 'work');
    await eventually(async () => expect(await waiting(queue)).toBe(3));
  });
});
