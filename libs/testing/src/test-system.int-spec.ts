import { randomUUID } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import {
  DomainError,
  deleteTrack,
  getVenue,
  trackCreated,
  trackDeleted,
  trackErrors,
  type InputOf,
  type OutputOf,
  type PayloadOf,
} from '@djamms/contracts';
import { Handle, OnEvent, Outbox, Rpc, Transactions, type Call, type EventContext } from '@djamms/messaging';
import { ServiceModule, type ServiceDefinition } from '@djamms/platform';
import { eventually, ownerIdentity, startTestSystem, trackSummary, type TestSystem } from '.';

/** A service as small as one can be that asks, answers, publishes and listens. */
@Controller()
class SmallController {
  static readonly created: string[] = [];

  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly rpc: Rpc,
  ) {}

  @Handle(deleteTrack)
  async delete({ id }: InputOf<typeof deleteTrack>, call: Call): Promise<OutputOf<typeof deleteTrack>> {
    const venue = await this.rpc.request(getVenue, { id }, call);
    const payload = { trackId: id, venueId: venue.id, fileId: null, title: venue.name };
    await this.transactions.run((manager) =>
      this.outbox.publish(manager, trackDeleted, payload, { venueId: venue.id, call }),
    );
    return { success: true };
  }

  @OnEvent(trackCreated)
  async hear({ track }: PayloadOf<typeof trackCreated>, { manager }: EventContext): Promise<void> {
    await manager.query('SELECT 1');
    SmallController.created.push(track.id);
  }
}

@Module({ imports: [ServiceModule.forRoot({ service: 'music' })], controllers: [SmallController] })
class SmallModule {}

const small: ServiceDefinition = { name: 'music', module: SmallModule };

describe('a test system', () => {
  const owner = ownerIdentity();
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({
      services: [small],
      prepare: (tap) =>
        tap.fake(getVenue, ({ id }, call) => {
          if (call.identity.kind !== 'user') throw new DomainError(trackErrors.track_not_found, 'Nobody asked.');
          const createdAt = new Date().toISOString();
          const venue = { id, slug: 'bar', name: 'Bar', timezone: 'UTC', appName: null, role: 'owner' as const };
          return { ...venue, ownerId: call.identity.userId, createdAt };
        }),
    });
  });
  afterAll(() => system.stop());

  it('asks real services, fakes the others and hears what is published', async () => {
    const id = randomUUID();
    await expect(system.as(owner).request(deleteTrack, { id })).resolves.toEqual({ success: true });
    await eventually(() => {
      const heard = system.messages
        .heard(trackDeleted)
        .map(({ payload, envelope }) => [payload.trackId, envelope.actor]);
      expect(heard).toEqual([[id, expect.objectContaining({ userId: owner.userId })]]);
    });
  });

  it('brings the errors of a fake and of a service back as they were thrown', async () => {
    const asked = system.asService('search').request(deleteTrack, { id: randomUUID() });
    await expect(asked).rejects.toMatchObject({ code: 'track_not_found' });
    const invalid = system.as(owner).request(deleteTrack, { id: 'not an id' });
    await expect(invalid).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('delivers events, also those that were published while the service was stopped', async () => {
    const before = trackSummary();
    const meanwhile = trackSummary();
    await system.messages.publish(trackCreated, { track: before });
    await eventually(() => expect(SmallController.created).toContain(before.id));
    await system.halt('music');
    await system.messages.publish(trackCreated, { track: meanwhile });
    await system.start('music');
    await eventually(() => expect(SmallController.created).toContain(meanwhile.id));
  });

  it('shares nothing with another test system', async () => {
    const other = await startTestSystem({ services: [small] });
    try {
      const asked = other.as(owner).request(deleteTrack, { id: randomUUID() });
      await expect(asked).rejects.toMatchObject({ code: 'service_unavailable' });
      expect(other.database.name).not.toBe(system.database.name);
    } finally {
      await other.stop();
    }
  });
});
