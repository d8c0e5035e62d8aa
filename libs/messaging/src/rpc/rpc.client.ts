import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { RequestError, TimeoutError, type Msg } from '@nats-io/transport-node';
import { DomainError, commonErrors, type CallInputOf, type OutputOf, type RequestContract } from '@djamms/contracts';
import { defaultTimeoutMs, type Call } from '../call';
import { requestSubject } from '../names';
import { NatsService } from '../nats.service';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../options';
import { Absence } from './absence';
import { encodeCall, readReply } from './codec';

/** For how long a service without replicas, or NATS, is waited for: nothing was delivered, so it is safe for any request. */
const patienceMs = 2_000;
const pauseMs = 50;
/** After this a read is asked of another replica too: the first one may have died with it in hand. */
const secondAskMs = 1_500;
/** When so many are asked twice, the services are slow, not dead; twice as many questions would not help them. */
const maxSecondAsks = 16;

interface Question {
  contract: RequestContract;
  /** Whom the subject belongs to. */
  service: string;
  data: Uint8Array;
  call: Call;
  /** Epoch milliseconds. */
  deadline: number;
}

/** Asks other services (docs/adr/0012). */
@Injectable()
export class Rpc {
  private readonly absence = new Absence(patienceMs);
  private secondAsks = 0;

  constructor(
    private readonly nats: NatsService,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  /**
   * @throws DomainError the service's own; `service_unavailable` (nobody answers, NATS is away), `service_timeout`, or `bad_gateway`.
   */
  async request<C extends RequestContract>(contract: C, input: CallInputOf<C>, call: Call): Promise<OutputOf<C>> {
    const now = Date.now();
    const question = {
      contract,
      service: contract.subject.split('.')[0] ?? contract.subject,
      data: Buffer.from(JSON.stringify(input)),
      call,
      deadline: now + Math.min(contract.timeoutMs ?? defaultTimeoutMs, call.deadline - now),
    };
    const reply = await (contract.http?.method === 'GET' ? this.read(question) : this.ask(question));
    return readReply(reply, contract.output) as OutputOf<C>;
  }

  /** A read may be done twice: whoever answers first counts. */
  private async read(question: Question): Promise<Msg> {
    const first = this.ask(question);
    if (!(await isLate(first, secondAskMs)) || this.secondAsks >= maxSecondAsks) return first;
    this.secondAsks += 1;
    try {
      return await Promise.any([first, this.ask(question)]);
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error;
    } finally {
      this.secondAsks -= 1;
    }
  }

  private async ask(question: Question): Promise<Msg> {
    const { contract, service, data, call, deadline } = question;
    const subject = requestSubject(this.options, contract.subject);
    for (;;) {
      await this.untilConnected(question);
      const connection = await this.nats.get();
      const timeout = deadline - Date.now();
      if (timeout <= 0) throw timedOut(service);
      try {
        const reply = await connection.request(subject, data, { timeout, headers: encodeCall({ ...call, deadline }) });
        this.absence.back(service);
        return reply;
      } catch (error) {
        if (!isNoResponders(error)) throw asDomainError(error, service);
        if (this.absence.missing(service, Date.now()) >= patienceMs) throw unavailable(service);
        await pause(question);
      }
    }
  }

  private async untilConnected(question: Question): Promise<void> {
    while (!this.nats.isConnected()) {
      if (this.nats.awayMs() >= patienceMs) throw unavailable(question.service);
      await pause(question);
    }
  }
}

/** A little later, or never when nobody waits for the answer any more. */
async function pause({ service, deadline }: Question): Promise<void> {
  if (Date.now() + pauseMs >= deadline) throw unavailable(service);
  await sleep(pauseMs);
}

function isLate(work: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, true);
    const settled = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    work.then(settled, settled);
  });
}

const isNoResponders = (error: unknown): boolean => error instanceof RequestError && error.isNoResponders();

function asDomainError(error: unknown, service: string): DomainError {
  if (error instanceof TimeoutError || (error instanceof RequestError && error.cause instanceof TimeoutError))
    return timedOut(service);
  return unavailable(service);
}

const unavailable = (service: string) =>
  new DomainError(
    commonErrors.service_unavailable,
    `The ${service} service is not available right now. Try again in a moment.`,
    { retryAfter: 2 },
  );
const timedOut = (service: string) =>
  new DomainError(
    commonErrors.service_timeout,
    `The ${service} service did not answer in time. Try again in a moment.`,
    { retryAfter: 2 },
  );
