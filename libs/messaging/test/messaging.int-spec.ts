import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import {
  DomainError,
  deleteTrack,
  getTrack,
  job,
  processAudio,
  trackCreated,
  trackDeleted,
  trackErrors,
  updateTrack,
  type InputOf,
  type OutputOf,
  type PayloadOf,
} from '@djamms/contracts';
import { z } from 'zod';
import { ServiceModule, type ServiceDefinition } from '@djamms/platform';
import { eventually, ownerIdentity, startTestSystem, trackSummary, type TestSystem } from '@djamms/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import {
  Handle,
  HandlerExplorer,
  NatsService,
  deadSubject,
  ensureStreams,
  problemReply,
  requestSubject,
  type DeadLetterMessage,
  OnBroadcast,
  OnEvent,
  Outbox,
  Rpc,
  Transactions,
  Work,
  callFor,
  streamName,
  type Call,
  type EventContext,
  type JobContext,
} from '../src';

const hopeless = job({
  subject: 'music.test.hopeless',
  payload: z.object({ n: z.number() }),
  attempts: 2,
  backoff: [0.05],
});

/** Does what its test tells it to. */
@Controller()
class ScriptedController {
  created: string[] = [];
  attempts: number[] = [];
  broadcasts: string[] = [];
  onCreated: (id: string, context: EventContext) => Promise<void> = async () => undefined;
  onJob: (context: JobContext) => Promise<void> = async () => undefined;
  onGet: (call: Call) => Promise<OutputOf<typeof getTrack>> = async () => {
    throw new DomainError(trackErrors.track_not_found, 'There is no such track.');
  };

  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  @Handle(getTrack)
  get(_: InputOf<typeof getTrack>, call: Call): Promise<OutputOf<typeof getTrack>> {
    return this.onGet(call);
  }

  /** Publishes one event in one transaction; an id that begins with f makes it fail after publishing. */
  @Handle(deleteTrack)
  async delete({ id }: InputOf<typeof deleteTrack>, call: Call): Promise<{ success: true }> {
    await this.transactions.run(async (manager) => {
      await this.outbox.publish(
        manager,
        trackDeleted,
        { trackId: id, venueId: null, fileId: null, title: '' },
        { venueId: null, call },
      );
      if (id.startsWith('f')) throw new DomainError(trackErrors.track_changed, 'Too late.');
    });
    return { success: true };
  }

  /** Answers what its contract does not allow. */
  @Handle(updateTrack)
  update(): Promise<OutputOf<typeof updateTrack>> {
    return Promise.resolve({ id: 'no uuid' } as OutputOf<typeof updateTrack>);
  }

  @OnEvent(trackCreated)
  async created_({ track }: PayloadOf<typeof trackCreated>, context: EventContext): Promise<void> {
    await this.onCreated(track.id, context);
    this.created.push(track.id);
  }

  @OnBroadcast(trackDeleted)
  deleted({ trackId }: PayloadOf<typeof trackDeleted>): void {
    this.broadcasts.push(trackId);
  }

  @Work(hopeless)
  hopeless(_: PayloadOf<typeof hopeless>, { attempt }: JobContext): void {
    this.attempts.push(attempt);
    throw new Error('it can not be done');
  }

  @Work(processAudio)
  async work(_: PayloadOf<typeof processAudio>, context: JobContext): Promise<void> {
    this.attempts.push(context.attempt);
    await this.onJob(context);
  }
}

@Module({ imports: [ServiceModule.forRoot({ service: 'music' })], controllers: [ScriptedController] })
class ScriptedModule {}
const scripted: ServiceDefinition = { name: 'music', module: ScriptedModule };

const caller = ownerIdentity();
const id = (first: string): string => `${first}${randomUUID().slice(1)}`;

describe('messaging', () => {
  let system: TestSystem;
  let script: ScriptedController;

  beforeEach(async () => {
    system = await startTestSystem({ services: [scripted] });
    script = system.get('music', ScriptedController);
  });
  afterEach(() => system.stop());

  describe('requests', () => {
    it('bring the identity, and the time that is left, to the service', async () => {
      let seen: Call | undefined;
      script.onGet = (call) => {
        seen = call;
        throw new DomainError(trackErrors.track_not_found, 'There is no such track.');
      };
      const call = callFor(caller, { origin: { ip: '192.0.2.1', userAgent: 'Bär/1.0' }, timeoutMs: 1_000 });
      await expect(system.messages.request(getTrack, { id: randomUUID() }, call)).rejects.toMatchObject({
        code: 'track_not_found',
        status: 404,
      });
      expect(seen?.identity).toMatchObject({ userId: caller.userId, username: caller.username, venues: caller.venues });
      expect(seen?.origin).toEqual(call.origin);
      expect(seen?.deadline).toBeLessThanOrEqual(Date.now() + 1_000);
    });

    it('refuse an input that is not what the contract says, and name the field', async () => {
      await expect(system.as(caller).request(getTrack, { id: 'seven' })).rejects.toMatchObject({
        status: 400,
        details: { errors: [{ path: 'id' }] },
      });
    });

    it('tell nobody what went wrong inside', async () => {
      script.onGet = () => Promise.reject(new Error('the secret is 1234'));
      const error = await system
        .as(caller)
        .request(getTrack, { id: randomUUID() })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'internal_error', status: 500 });
      expect(JSON.stringify(error)).not.toContain('1234');
    });

    it('never hand out an answer that its contract does not allow', async () => {
      await expect(system.as(caller).request(updateTrack, { id: randomUUID() })).rejects.toMatchObject({ status: 500 });
    });

    it('fail with 504 when the answer takes longer than the caller waits, and with 503 when nobody is there', async () => {
      const rpc = system.get('music', Rpc);
      let finish: () => void = () => undefined;
      script.onGet = () =>
        new Promise((_, reject) => (finish = () => reject(new DomainError(trackErrors.track_not_found, 'Late.'))));
      await expect(
        rpc.request(getTrack, { id: randomUUID() }, callFor(caller, { timeoutMs: 100 })),
      ).rejects.toMatchObject({ code: 'service_timeout', status: 504 });
      const nobody = { ...getTrack, subject: 'nobody.is.here', timeoutMs: 60_000 } as const;
      const patient = callFor(caller, { timeoutMs: 60_000 });
      await expect(rpc.request(nobody, { id: randomUUID() }, patient)).rejects.toMatchObject({
        code: 'service_unavailable',
        status: 503,
        details: { retryAfter: expect.any(Number) },
      });
      finish();
    });
  });

  describe('requests to somebody who is not there, or goes', () => {
    /** A contract that only this test answers, in place of a service. */
    const answerAs = async (subject: string, answer: (asked: number) => boolean) => {
      let asked = 0;
      const connection = await system.get('music', NatsService).get();
      connection.subscribe(requestSubject({ prefix: system.place.natsPrefix }, subject), {
        callback: (_error, message) => {
          asked += 1;
          if (!answer(asked)) return;
          const error = new DomainError(trackErrors.track_not_found, 'There is no such track.');
          const { data, headers } = problemReply(error.toProblem(''));
          message.respond(data, { headers });
        },
      });
      await connection.flush();
      return () => asked;
    };

    // A read whose answer takes long is asked twice.
    it.each([
      ['a read', { ...getTrack, subject: 'nobody.yet.read', timeoutMs: 60_000 }, 2],
      ['a write', { ...deleteTrack, subject: 'nobody.yet.write', timeoutMs: 60_000 }, 1],
    ] as const)('wait a moment for it: %s', async (_kind, contract, most) => {
      // However slow the machine is, by this clock the service is never away for longer than somebody waits for it.
      const [realNow, latest] = [Date.now, Date.now() + 1_000];
      const clock = jest.spyOn(Date, 'now').mockImplementation(() => Math.min(realNow(), latest));
      try {
        const call = callFor(caller, { timeoutMs: 60_000 });
        const asking = system.get('music', Rpc).request(contract, { id: randomUUID() }, call);
        const outcome = asking.catch((error: unknown) => error);
        await sleep(200);
        const asked = await answerAs(contract.subject, () => true);
        expect(await outcome).toMatchObject({ code: 'track_not_found' });
        expect(asked()).toBeLessThanOrEqual(most);
      } finally {
        clock.mockRestore();
      }
    });

    it('are sent again when the answer does not come, if they only read', async () => {
      const asked = await answerAs('lost.first.read', (count) => count > 1);
      const contract = { ...getTrack, subject: 'lost.first.read', timeoutMs: 60_000 } as const;
      await expect(
        system.get('music', Rpc).request(contract, { id: randomUUID() }, callFor(caller, { timeoutMs: 60_000 })),
      ).rejects.toMatchObject({ code: 'track_not_found' });
      expect(asked()).toBe(2);
    });

    it('are never sent again when they may have changed something', async () => {
      const asked = await answerAs('lost.first.write', (count) => count > 1);
      const contract = { ...deleteTrack, subject: 'lost.first.write' } as const;
      await expect(
        system.get('music', Rpc).request(contract, { id: randomUUID() }, callFor(caller, { timeoutMs: 3_000 })),
      ).rejects.toMatchObject({ code: 'service_timeout' });
      await eventually(() => expect(asked()).toBe(1));
    });
  });

  describe('a process that ends', () => {
    it('answers what it has in hand', async () => {
      let begun: () => void = () => undefined;
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      script.onGet = async () => {
        begun();
        await sleep(500);
        throw new DomainError(trackErrors.track_not_found, 'There is no such track.');
      };
      const asking = system.as(caller).request(getTrack, { id: randomUUID() });
      const outcome = asking.catch((error: unknown) => error);
      await hasBegun;
      await system.halt('music');
      expect(await outcome).toMatchObject({ code: 'track_not_found' });
    });

    it('gives a job back at once, whatever try it was, and the next process does it', async () => {
      let begun: () => void = () => undefined;
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      script.onJob = async ({ signal }) => {
        begun();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('called off'))));
      };
      await system.messages.enqueue(processAudio, {
        trackId: randomUUID(),
        fileId: randomUUID(),
        venueId: randomUUID(),
      });
      await hasBegun;
      await system.halt('music');
      await system.start('music');
      script = system.get('music', ScriptedController);
      await eventually(() => expect(script.attempts).toHaveLength(1));
    });
  });

  describe('streams', () => {
    const manager = async () => jetstreamManager(await system.get('music', NatsService).get());
    const events = () => streamName({ prefix: system.place.natsPrefix }, 'EVENTS');

    it('are given what is configured, also when they were made otherwise', async () => {
      const streams = await manager();
      const { config } = await streams.streams.info(events());
      await streams.streams.update(events(), { ...config, max_bytes: config.max_bytes / 2 });
      const { natsUrl, natsPrefix: prefix } = system.place;
      await ensureStreams(streams, { service: 'music', instance: 'test', natsUrl, prefix, streamReplicas: 1 });
      expect((await streams.streams.info(events())).config.max_bytes).toBe(config.max_bytes);
    });

    it('that were lost are made again, and everything goes on', async () => {
      const tell = async (): Promise<void> => {
        const told = id('a');
        await system.as(caller).request(deleteTrack, { id: told });
        await eventually(() => expect(script.broadcasts).toContain(told), 60_000);
      };
      await tell();
      await (await manager()).streams.delete(events());
      await tell();
      const track = trackSummary();
      await eventually(() => system.messages.publish(trackCreated, { track }));
      await eventually(() => expect(script.created).toContain(track.id), 60_000);
    });
  });

  describe('events', () => {
    it('leave with their transaction only, in its order, each once', async () => {
      const ids = Array.from({ length: 40 }, () => id('a'));
      for (const each of ids) await system.as(caller).request(deleteTrack, { id: each });
      await expect(system.as(caller).request(deleteTrack, { id: id('f') })).rejects.toMatchObject({
        code: 'track_changed',
      });
      await eventually(() => expect(system.messages.heard(trackDeleted)).toHaveLength(ids.length));
      expect(system.messages.heard(trackDeleted).map(({ payload }) => payload.trackId)).toEqual(ids);
      expect(system.messages.heard(trackDeleted)[0]?.envelope.actor.userId).toBe(caller.userId);
      await eventually(() => expect(script.broadcasts).toEqual(ids));
      // What was published is heard before it is taken out of the outbox.
      await eventually(async () => expect(await system.database.query('SELECT * FROM music.outbox')).toHaveLength(0));
    });

    it('that were written before a crash leave after the restart', async () => {
      await system.halt('music');
      const envelope = {
        id: randomUUID(),
        subject: trackDeleted.subject,
        occurredAt: new Date().toISOString(),
        venueId: null,
        actor: { userId: null, username: null, sessionId: null, ip: null, userAgent: null },
        traceparent: null,
        payload: { trackId: randomUUID(), venueId: null, fileId: null, title: 'x' },
      };
      await system.database.query(
        `INSERT INTO music.outbox (kind, subject, envelope) VALUES ('event', '${envelope.subject}', '${JSON.stringify(envelope)}')`,
      );
      await system.start('music');
      await eventually(() =>
        expect(system.messages.heard(trackDeleted).map((event) => event.envelope.id)).toEqual([envelope.id]),
      );
    });

    it('that NATS can never take are set aside, and hold up nothing', async () => {
      await system.halt('music');
      const insert = (payload: object) =>
        system.database.query(
          `INSERT INTO music.outbox (kind, subject, envelope) VALUES ('event', 'music.track.deleted', json_build_object('id', gen_random_uuid(), 'subject', 'music.track.deleted', 'occurredAt', '2026-01-01T00:00:00.000Z', 'venueId', null, 'actor', json_build_object('userId', null, 'username', null, 'sessionId', null, 'ip', null, 'userAgent', null), 'traceparent', null, 'payload', '${JSON.stringify(payload)}'::json))`,
        );
      const next = { trackId: randomUUID(), venueId: null, fileId: null, title: 'small' };
      await insert({ ...next, title: 'x'.repeat(1_100_000) });
      await insert(next);
      await system.start('music');
      await eventually(() =>
        expect(system.messages.heard(trackDeleted).map(({ payload }) => payload.title)).toEqual(['small']),
      );
      await eventually(async () =>
        expect(await system.database.query('SELECT refused_at IS NOT NULL AS aside FROM music.outbox')).toEqual([
          { aside: true },
        ]),
      );
    });

    it('act once in effect, however often they are delivered', async () => {
      const [event, track] = [randomUUID(), trackSummary()];
      for (let times = 0; times < 3; times++) await system.messages.publish(trackCreated, { track }, { id: event });
      const next = trackSummary();
      await system.messages.publish(trackCreated, { track: next });
      await eventually(() => expect(script.created).toContain(next.id));
      expect(script.created).toEqual([track.id, next.id]);
    });

    it('that fail are tried again, and leave nothing of the failed try', async () => {
      let tries = 0;
      script.onCreated = async (trackId, { manager }) => {
        tries += 1;
        await manager.query(`INSERT INTO inbox (consumer, event_id) VALUES ('test', '${trackId}')`);
        if (tries === 1) throw new Error('not yet');
      };
      const track = trackSummary();
      await system.messages.publish(trackCreated, { track });
      await eventually(() => expect(script.created).toEqual([track.id]));
      expect(tries).toBe(2);
    });

    it('are found again by a service that was down when they happened', async () => {
      await system.halt('music');
      const track = trackSummary();
      await system.messages.publish(trackCreated, { track });
      await system.start('music');
      script = system.get('music', ScriptedController);
      await eventually(() => expect(script.created).toEqual([track.id]));
    });
  });

  describe('jobs', () => {
    const enqueue = () =>
      system.messages.enqueue(processAudio, { trackId: randomUUID(), fileId: randomUUID(), venueId: randomUUID() });

    it('are worked on once when they succeed', async () => {
      await enqueue();
      await eventually(() => expect(script.attempts).toEqual([1]));
      const streams = await jetstreamManager(await system.get('music', NatsService).get());
      await eventually(async () =>
        expect(
          (await streams.streams.info(streamName({ prefix: system.place.natsPrefix }, 'WORK'))).state.messages,
        ).toBe(0),
      );
    });

    it('that fail come again with the number of the try', async () => {
      script.onJob = async ({ attempt }) => {
        if (attempt === 1) throw new Error('not yet');
      };
      await enqueue();
      await eventually(() => expect(script.attempts).toEqual([1, 2]));
    });
  });

  it('puts work that failed at its last try where people can see it, and takes it off the queue', async () => {
    const letters: DeadLetterMessage[] = [];
    const connection = await system.get('music', NatsService).get();
    connection.subscribe(deadSubject({ prefix: system.place.natsPrefix }, '>'), {
      callback: (_error, message) => {
        letters.push(message.json<DeadLetterMessage>());
      },
    });
    await system.messages.enqueue(hopeless, { n: 7 });
    await eventually(() => expect(letters).toHaveLength(1));
    expect(script.attempts).toEqual([1, 2]);
    expect(letters[0]).toMatchObject({
      subject: hopeless.subject,
      kind: 'job',
      attempts: 2,
      error: 'it can not be done',
      payload: { n: 7 },
    });
    const streams = await jetstreamManager(connection);
    const work = streamName({ prefix: system.place.natsPrefix }, 'WORK');
    await eventually(async () => expect((await streams.streams.info(work)).state.messages).toBe(0));
  });

  it('refuses to start a service in which two methods answer one subject', async () => {
    @Controller()
    class Twice {
      @Handle(getTrack)
      one(): Promise<OutputOf<typeof getTrack>> {
        return Promise.reject(new Error());
      }
      @Handle(getTrack)
      two(): Promise<OutputOf<typeof getTrack>> {
        return Promise.reject(new Error());
      }
    }
    const discovery = { getControllers: () => [{ instance: new Twice() }], getProviders: () => [] };
    const explorer = new HandlerExplorer(discovery as unknown as ConstructorParameters<typeof HandlerExplorer>[0]);
    expect(() => explorer.all()).toThrow(/Twice\.two and Twice\.one both handle request:music\.track\.get/);
  });
});
