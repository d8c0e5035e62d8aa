import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { RequestError, TimeoutError, type Msg } from '@nats-io/transport-node';
import { DomainError, commonErrors, type CallInputOf, type OutputOf, type RequestContract } from '@djamms/contracts';
import { defaultTimeoutMs, type Call } from '../call';
import { requestSubject } from '../names';
import { NatsService } from '../nats.service';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../options';
import { encodeCall, readReply } from './codec';

/** Pauses before asking again when nobody was there to answer; nothing was delivered, so it is safe for any request. */
const noResponderPausesMs = [50, 150, 300];

/** Asks other services. */
@Injectable()
export class Rpc {
  constructor(
    private readonly nats: NatsService,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  /**
   * @throws DomainError the service's own; `service_unavailable` (nobody answers, NATS is away), `service_timeout`, or `bad_gateway`.
   */
  async request<C extends RequestContract>(contract: C, input: CallInputOf<C>, call: Call): Promise<OutputOf<C>> {
    const reply = await this.send(contract, Buffer.from(JSON.stringify(input)), call);
    return readReply(reply, contract.output) as OutputOf<C>;
  }

  private async send(contract: RequestContract, data: Uint8Array, call: Call): Promise<Msg> {
    const service = contract.subject.split('.')[0] ?? contract.subject;
    if (!this.nats.isConnected()) throw unavailable(service);
    const connection = await this.nats.get();
    const subject = requestSubject(this.options, contract.subject);
    for (let attempt = 0; ; attempt++) {
      const timeout = Math.min(contract.timeoutMs ?? defaultTimeoutMs, call.deadline - Date.now());
      if (timeout <= 0) throw timedOut(service);
      try {
        return await connection.request(subject, data, {
          timeout,
          headers: encodeCall({ ...call, deadline: Date.now() + timeout }),
        });
      } catch (error) {
        const pause = noResponderPausesMs[attempt];
        if (isNoResponders(error) && pause !== undefined) await sleep(pause);
        else throw asDomainError(error, service);
      }
    }
  }
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
