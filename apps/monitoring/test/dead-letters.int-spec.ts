import { randomUUID } from 'node:crypto';
import { applyRetention, listDeadLetters } from '@djamms/contracts';
import { NatsService, deadSubject, type DeadLetterMessage } from '@djamms/messaging';
import { eventually, startTestSystem, userIdentity, type TestSystem } from '@djamms/testing';
import { monitoringService } from '../src/service';

describe('dead letters', () => {
  let system: TestSystem;
  const admin = userIdentity({ role: 'admin' });
  beforeAll(async () => {
    system = await startTestSystem({ services: [monitoringService] });
  });
  afterAll(() => system.stop());
  afterEach(() => system.database.query('DELETE FROM monitoring.dead_letters'));

  const letter = (overrides: Partial<DeadLetterMessage> = {}): DeadLetterMessage => ({
    id: randomUUID(),
    subject: 'file.audio.process',
    kind: 'job',
    consumer: 'work__file_audio_process',
    attempts: 4,
    error: 'ffmpeg was killed',
    venueId: randomUUID(),
    payload: { trackId: randomUUID() },
    failedAt: new Date().toISOString(),
    ...overrides,
  });
  const send = async (content: unknown): Promise<void> => {
    const client = await system.get('monitoring', NatsService).jetstream();
    const subject = deadSubject({ prefix: system.place.natsPrefix }, 'file.audio.process');
    await client.publish(subject, JSON.stringify(content));
  };
  const list = () => system.as(admin).request(listDeadLetters, {});

  it('are listed for an admin, newest first', async () => {
    const [old, young] = [letter({ failedAt: '2026-01-01T00:00:00.000Z' }), letter()];
    await send(young);
    await send(old);
    await eventually(async () => expect((await list()).total).toBe(2));
    const { venueId: _, ...shown } = young;
    const { items } = await list();
    expect(items[0]).toEqual(shown);
    expect(items[1]?.id).toBe(old.id);
    await expect(system.as(userIdentity()).request(listDeadLetters, {})).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are kept once per message and consumer, the newest, whatever they hold', async () => {
    const first = letter({ payload: { text: 'a\u0000b' }, failedAt: '2026-01-01T00:00:00.000Z' });
    await send(first);
    await send('not a dead letter');
    await send({ ...first, error: 'again', failedAt: '2026-01-02T00:00:00.000Z' });
    await send(first);
    await send({ ...first, consumer: 'search__all', payload: null });
    await eventually(async () => expect((await list()).total).toBe(2));
    const { items } = await list();
    expect(items.map(({ consumer, error, payload }) => ({ consumer, error, payload }))).toEqual([
      { consumer: first.consumer, error: 'again', payload: { text: 'ab' } },
      { consumer: 'search__all', error: first.error, payload: null },
    ]);
  });

  it('are forgotten after a month', async () => {
    await send(letter({ failedAt: '2020-01-01T00:00:00.000Z' }));
    await eventually(async () => expect((await list()).total).toBe(1));
    await expect(system.asService('scheduler').request(applyRetention, {})).resolves.toMatchObject({ deadLetters: 1 });
    await expect(list()).resolves.toMatchObject({ total: 0 });
  });

  it('are taken again by a service that was stopped', async () => {
    await system.halt('monitoring');
    await system.start('monitoring');
    expect(system.get('monitoring', NatsService).isConnected()).toBe(true);
    await send(letter());
    await eventually(async () => expect((await list()).total).toBe(1));
  });
});
