import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { DomainError, commonErrors, invalidRequest } from '@djamms/contracts';
import { newTraceparent, runInTrace, traceIdOf, type Call } from '../call';
import { HandlerExplorer, type Handler } from '../explorer.service';
import { requestSubject } from '../names';
import { NatsService } from '../nats.service';
import { MESSAGING_OBSERVER, MESSAGING_OPTIONS, type MessagingObserver, type MessagingOptions } from '../options';
import { isDatabaseAway } from '../database-away';
import { isUnstorableText } from '../unstorable-text';
import { settledInGrace } from '../settled';
import { decodeCall, problemReply } from './codec';
import { parseJson } from './json';

type RequestHandler = Extract<Handler, { kind: 'request' }>;

/** Requests in hand at once in one process; the next ones are refused at once rather than answered too late. */
const maxInHand = 512;

/** Answers requests: replicas of a service share them by a queue group. */
@Injectable()
export class RpcServer {
  private readonly logger = new Logger('RpcServer');
  private subscriptions: Subscription[] = [];
  private readonly inHand = new Set<Promise<void>>();

  constructor(
    private readonly nats: NatsService,
    private readonly explorer: HandlerExplorer,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    @Optional() @Inject(MESSAGING_OBSERVER) private readonly observer?: MessagingObserver,
  ) {}

  async start(): Promise<void> {
    const connection = await this.nats.get();
    this.subscriptions = this.explorer.ofKind('request').map((handler) => this.subscribe(connection, handler));
    await connection.flush();
  }

  /** Takes no new requests, answers those that were already on their way here, and waits for those in hand. */
  async stop(graceMs?: number): Promise<void> {
    await settledInGrace([this.drain()], graceMs);
  }

  private async drain(): Promise<void> {
    const subscriptions = this.subscriptions;
    this.subscriptions = [];
    // Without a connection nothing is on its way, and a drain would wait for it.
    if (this.nats.isConnected()) await Promise.allSettled(subscriptions.map((each) => each.drain()));
    await Promise.allSettled(this.inHand);
  }

  private subscribe(connection: NatsConnection, handler: RequestHandler): Subscription {
    return connection.subscribe(requestSubject(this.options, handler.contract.subject), {
      queue: this.options.service,
      callback: (error, message) => {
        if (error) return this.logger.error(error);
        const work = this.answer(handler, message).catch((failure: unknown) => this.logger.error(failure));
        this.inHand.add(work);
        void work.finally(() => this.inHand.delete(work));
      },
    });
  }

  private async answer(handler: RequestHandler, message: Msg): Promise<void> {
    const startedAt = performance.now();
    let traceparent: string | undefined;
    let outcome = 'ok';
    try {
      if (this.inHand.size >= maxInHand) throw tooBusy(this.options.service);
      const call = decodeCall(message);
      traceparent = call.traceparent;
      message.respond(await runInTrace(traceparent, () => invoke(handler, message, call)));
    } catch (error) {
      traceparent ??= newTraceparent();
      const problem = this.toDomainError(error, handler, traceparent).toProblem(traceIdOf(traceparent));
      outcome = problem.code;
      const reply = problemReply(problem);
      message.respond(reply.data, { headers: reply.headers });
    } finally {
      this.observer?.handled('request', handler.contract.subject, outcome, (performance.now() - startedAt) / 1000);
    }
  }

  /** What is not a DomainError is a defect of ours: it is logged whole here and told to nobody. */
  private toDomainError(error: unknown, handler: RequestHandler, traceparent: string): DomainError {
    if (error instanceof DomainError) return error;
    if (isUnstorableText(error)) return unstorable();
    const transient = isDatabaseAway(error);
    runInTrace(traceparent, () =>
      this.logger.error({ err: error, handler: handler.name }, `${handler.contract.subject} failed`),
    );
    return transient
      ? databaseAway()
      : new DomainError(
          commonErrors.internal_error,
          'The request could not be completed. Try again; if it keeps failing, give support the trace id.',
        );
  }
}

async function invoke(handler: RequestHandler, message: Msg, call: Call): Promise<Uint8Array> {
  const input = handler.contract.input.safeParse(parseJson(message.data));
  if (!input.success) throw invalidRequest(input.error);
  const output = await handler.invoke(input.data, call);
  return Buffer.from(JSON.stringify(handler.contract.output.parse(output)));
}

const tooBusy = (service: string) =>
  new DomainError(
    commonErrors.service_unavailable,
    `The ${service} service has too much to do right now. Try again in a moment.`,
    { retryAfter: 1 },
  );
const unstorable = () =>
  new DomainError(commonErrors.invalid_request, 'A text holds characters that can not be stored, such as NUL.');
const databaseAway = () =>
  new DomainError(commonErrors.service_unavailable, 'The database is not available right now. Try again in a moment.', {
    retryAfter: 2,
  });
