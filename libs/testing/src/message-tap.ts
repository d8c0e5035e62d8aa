import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  DomainError,
  Envelope,
  commonErrors,
  systemActor,
  type Actor,
  type CallInputOf,
  type EventContract,
  type InputOf,
  type JobContract,
  type NoticeContract,
  type OutputOf,
  type PayloadOf,
  type RequestContract,
} from '@djamms/contracts';
import {
  decodeCall,
  encodeCall,
  eventSubject,
  natsAddress,
  newTraceparent,
  noticeSubject,
  parseJson,
  problemReply,
  readReply,
  requestSubject,
  traceIdOf,
  workSubject,
  type Call,
} from '@djamms/messaging';

export interface PublishOptions {
  venueId?: string | null;
  actor?: Actor;
  /** The message's id; publishing the same one twice is what a redelivery looks like. */
  id?: string;
}

export interface HeardEvent<P> {
  payload: P;
  envelope: Envelope;
}

type FakeAnswer<C extends RequestContract> = (input: InputOf<C>, call: Call) => OutputOf<C> | Promise<OutputOf<C>>;

/** The test's own place on NATS: it asks, answers, publishes and listens as another service would. */
export class MessageTap {
  private readonly events: Envelope[] = [];
  private readonly jobs: Envelope[] = [];
  private readonly notices: { subject: string; payload: unknown }[] = [];
  /** Of what was stored: an outbox that lost JetStream's answer sends again, which JetStream takes for nothing new. */
  private readonly storedIds = new Set<string>();

  private constructor(
    private readonly connection: NatsConnection,
    readonly prefix: string,
  ) {}

  static async open(natsUrl: string, prefix: string): Promise<MessageTap> {
    const connection = await connect({ ...natsAddress(natsUrl), name: 'djamms-test' });
    const tap = new MessageTap(connection, prefix);
    tap.listen(eventSubject({ prefix }, '>'), (data) => tap.events.push(Envelope.parse(data)));
    tap.listen(workSubject({ prefix }, '>'), (data) => tap.jobs.push(Envelope.parse(data)));
    tap.listen(noticeSubject({ prefix }, '>'), (data, subject) => {
      tap.notices.push({ subject: subject.slice(noticeSubject({ prefix }, '').length), payload: data });
    });
    await connection.flush();
    return tap;
  }

  /** Asks a service; rejects with its DomainError. */
  async request<C extends RequestContract>(contract: C, input: CallInputOf<C>, call: Call): Promise<OutputOf<C>> {
    const data = JSON.stringify(input);
    const options = { headers: encodeCall(call), timeout: contract.timeoutMs ?? 10_000 };
    const reply = await this.connection.request(requestSubject(this, contract.subject), data, options);
    return readReply(reply, contract.output) as OutputOf<C>;
  }

  /** Stands in for a service that is not part of this test; what it throws reaches the caller as that error. */
  async fake<C extends RequestContract>(contract: C, answer: FakeAnswer<C>): Promise<void> {
    this.connection.subscribe(requestSubject(this, contract.subject), {
      callback: (_error, message) => {
        const work = async (): Promise<void> => {
          const call = decodeCall(message);
          const input = contract.input.parse(parseJson(message.data)) as InputOf<C>;
          message.respond(JSON.stringify(contract.output.parse(await answer(input, call))));
        };
        work().catch((error: unknown) => {
          const failure =
            error instanceof DomainError ? error : new DomainError(commonErrors.internal_error, String(error));
          const reply = problemReply(failure.toProblem(traceIdOf(newTraceparent())));
          message.respond(reply.data, { headers: reply.headers });
        });
      },
    });
    await this.connection.flush();
  }

  /** Publishes an event as its service would after a commit. Resolves when JetStream has stored it. */
  publish<E extends EventContract>(contract: E, payload: PayloadOf<E>, options: PublishOptions = {}): Promise<void> {
    return this.store(eventSubject(this, contract.subject), contract, payload, options);
  }

  /** Puts a job on its service's work queue. */
  enqueue<J extends JobContract>(contract: J, payload: PayloadOf<J>, options: PublishOptions = {}): Promise<void> {
    return this.store(workSubject(this, contract.subject), contract, payload, options);
  }

  /** The events of this kind that were published since the test system started, in order. */
  heard<E extends EventContract>(contract: E): HeardEvent<PayloadOf<E>>[] {
    return this.events
      .filter((envelope) => envelope.subject === contract.subject)
      .map((envelope) => ({ envelope, payload: contract.payload.parse(envelope.payload) as PayloadOf<E> }));
  }

  /** The jobs of this kind that were put on the queue, in order. */
  queued<J extends JobContract>(contract: J): PayloadOf<J>[] {
    return this.jobs
      .filter((envelope) => envelope.subject === contract.subject)
      .map((envelope) => contract.payload.parse(envelope.payload) as PayloadOf<J>);
  }

  /** The notices of this kind, in order. */
  noticed<N extends NoticeContract>(contract: N): PayloadOf<N>[] {
    return this.notices
      .filter(({ subject }) => subject === contract.subject)
      .map(({ payload }) => contract.payload.parse(payload) as PayloadOf<N>);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async store(
    subject: string,
    contract: EventContract | JobContract,
    payload: unknown,
    options: PublishOptions,
  ): Promise<void> {
    const envelope: Envelope = {
      id: options.id ?? randomUUID(),
      subject: contract.subject,
      occurredAt: new Date().toISOString(),
      venueId: options.venueId ?? null,
      actor: options.actor ?? systemActor,
      traceparent: newTraceparent(),
      payload: contract.payload.parse(payload),
    };
    // No message id: a test that publishes the same id twice means to see it delivered twice.
    await jetstream(this.connection).publish(subject, JSON.stringify(envelope));
  }

  private listen(subject: string, hear: (data: unknown, subject: string) => void): void {
    this.connection.subscribe(subject, {
      callback: (_error, message) => {
        const id = message.headers?.get('Nats-Msg-Id') ?? '';
        if (this.storedIds.has(id)) return;
        if (id !== '') this.storedIds.add(id);
        hear(parseJson(message.data), message.subject);
      },
    });
  }
}
