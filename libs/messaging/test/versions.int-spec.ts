import { randomUUID } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import {
  audioProgressed,
  getAccess,
  playbackChanged,
  processAudio,
  suggest,
  systemActor,
  trackDeleted,
  type Identity,
  type InputOf,
  type OutputOf,
  type PayloadOf,
} from '@djamms/contracts';
import { ServiceModule, type ServiceDefinition } from '@djamms/platform';
import { eventually, startTestSystem, userIdentity, type TestSystem } from '@djamms/testing';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  Handle,
  OnBroadcast,
  OnEvent,
  OnNotice,
  Rpc,
  Work,
  encodeCall,
  eventSubject,
  natsAddress,
  noticeSubject,
  requestSubject,
  callFor,
  workSubject,
  type Call,
} from '../src';

/** A service of this version, that keeps what it is given. */
@Controller()
class OlderController {
  readonly heard: unknown[] = [];
  caller: Identity | undefined;

  @Handle(suggest)
  suggest(input: InputOf<typeof suggest>, { identity }: Call): OutputOf<typeof suggest> {
    this.heard.push(input);
    this.caller = identity;
    return { items: [] };
  }

  @OnEvent(trackDeleted)
  event(payload: PayloadOf<typeof trackDeleted>): void {
    this.heard.push(payload);
  }

  @Work(processAudio)
  work(payload: PayloadOf<typeof processAudio>): void {
    this.heard.push(payload);
  }

  @OnBroadcast(playbackChanged)
  broadcast(payload: PayloadOf<typeof playbackChanged>): void {
    this.heard.push(payload);
  }

  @OnNotice(audioProgressed)
  notice(payload: PayloadOf<typeof audioProgressed>): void {
    this.heard.push(payload);
  }
}

@Module({ imports: [ServiceModule.forRoot({ service: 'music' })], controllers: [OlderController] })
class OlderModule {}
const older: ServiceDefinition = { name: 'music', module: OlderModule };

describe('what a newer version sends', () => {
  let system: TestSystem;
  let connection: NatsConnection;
  let service: OlderController;

  beforeAll(async () => {
    system = await startTestSystem({ services: [older] });
    connection = await connect(natsAddress(system.place.natsUrl));
    service = system.get('music', OlderController);
  });
  beforeEach(() => service.heard.splice(0));
  afterAll(async () => {
    await connection.close();
    await system.stop();
  });

  const prefix = () => ({ prefix: system.place.natsPrefix });
  const later = { of_tomorrow: { deep: ['unknown'] } };
  const envelopeOf = (subject: string, payload: object) => ({
    id: randomUUID(),
    subject,
    occurredAt: new Date().toISOString(),
    venueId: null,
    actor: { ...systemActor, ...later },
    traceparent: null,
    payload: { ...payload, ...later },
    ...later,
  });
  const store = (subject: string, envelope: object) => jetstream(connection).publish(subject, JSON.stringify(envelope));
  const heardOnce = (payload: object) =>
    eventually(() => {
      expect(service.heard).toEqual([payload]);
    });

  it('as an event is read without the fields that are not known', async () => {
    const deleted = { trackId: randomUUID(), venueId: null, fileId: null, title: 'Song' };
    await store(eventSubject(prefix(), trackDeleted.subject), envelopeOf(trackDeleted.subject, deleted));
    await heardOnce(deleted);
  });

  it('as a job is worked on without the fields that are not known', async () => {
    const job = { trackId: randomUUID(), fileId: randomUUID(), venueId: randomUUID() };
    await store(workSubject(prefix(), processAudio.subject), envelopeOf(processAudio.subject, job));
    await heardOnce(job);
  });

  it('as a notice is read without the fields that are not known', async () => {
    const notice = { trackId: randomUUID(), venueId: randomUUID(), stage: 'tags', progress: 0.5 };
    connection.publish(noticeSubject(prefix(), audioProgressed.subject), JSON.stringify({ ...notice, ...later }));
    await heardOnce(notice);
  });

  it('of a venue’s playback is sent on but for messages that are not known, which somebody might not be meant to see', async () => {
    const known = { type: 'MASTER_CHANGED', payload: { device_id: 'bar', epoch: 3, ...later } };
    const change = { venueId: randomUUID(), revision: 7, serverTime: 1_000 };
    const messages = [
      { type: 'LIGHTS_UPDATE', payload: { color: 'red' } },
      { ...known, ...later },
    ];
    await store(
      eventSubject(prefix(), playbackChanged.subject),
      envelopeOf(playbackChanged.subject, { ...change, messages }),
    );
    // What is inside a message is its reader's affair.
    await heardOnce({ ...change, messages: [known] });
  });

  it('as a request is answered without the fields that are not known, for a caller with rights that are not known', async () => {
    const venueId = randomUUID();
    const user = userIdentity({ role: 'moderator', venues: { [venueId]: 'staff' } });
    const newer = {
      ...user,
      role: 'director',
      permissions: ['tracks:read', 'lights:write'],
      venues: { ...user.venues, [randomUUID()]: 'light technician' },
      ...later,
    };
    const call = encodeCall(callFor(newer as unknown as Identity));
    const reply = await connection.request(
      requestSubject(prefix(), suggest.subject),
      JSON.stringify({ venueId, q: 'song', ...later }),
      { headers: call, timeout: 10_000 },
    );
    expect(reply.headers?.get('Djamms-Problem') ?? '').toBe('');
    expect(service.heard).toEqual([expect.objectContaining({ venueId, q: 'song' })]);
    expect(service.heard[0]).not.toHaveProperty('of_tomorrow');
    const { userId, username, sessionId } = user;
    const least = { role: 'guest', permissions: ['tracks:read'], venues: { [venueId]: 'staff' } };
    expect(service.caller).toEqual({ kind: 'user', userId, username, sessionId, ...least });
  });

  it('as an answer is read the same way', async () => {
    const venueId = randomUUID();
    const answer = {
      active: true,
      username: 'mona',
      role: 'director',
      permissions: ['system:read', 'lights:write'],
      venues: { [venueId]: 'owner', [randomUUID()]: 'light technician' },
      ...later,
    };
    connection.subscribe(requestSubject(prefix(), getAccess.subject), {
      callback: (_error, message) => void message.respond(JSON.stringify(answer)),
    });
    await connection.flush();
    const call = callFor({ kind: 'service', service: 'gateway' });
    const ids = { userId: randomUUID(), sessionId: randomUUID() };
    const read = await system.get('music', Rpc).request(getAccess, ids, call);
    const venues = { [venueId]: 'owner' };
    expect(read).toEqual({ active: true, username: 'mona', role: 'guest', permissions: ['system:read'], venues });
  });
});
