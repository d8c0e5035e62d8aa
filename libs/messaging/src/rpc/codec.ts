import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { DomainError, Problem, commonErrors } from '@djamms/contracts';
import { type z } from 'zod';
import { newTraceparent, type Call } from '../call';
import { readCaller, writeCaller } from './call-text';
import { parseJson } from './json';

const callHeader = 'Djamms-Call';
/** Milliseconds left, not a point in time: the clocks of two machines differ. */
const timeoutHeader = 'Djamms-Timeout';
const problemHeader = 'Djamms-Problem';
const traceHeader = 'traceparent';

export function encodeCall(call: Call): MsgHdrs {
  const result = headers();
  result.set(callHeader, writeCaller(call));
  result.set(timeoutHeader, String(Math.max(0, call.deadline - Date.now())));
  result.set(traceHeader, call.traceparent);
  return result;
}

/** @throws DomainError `unauthenticated` when the headers are missing or malformed. */
export function decodeCall(message: Msg): Call {
  const encoded = message.headers?.get(callHeader);
  const timeout = Number(message.headers?.get(timeoutHeader));
  if (!encoded || !Number.isFinite(timeout)) throw missingCall();
  const caller = readCaller(encoded);
  if (!caller) throw missingCall();
  return {
    ...caller,
    traceparent: newTraceparent(message.headers?.get(traceHeader)),
    deadline: Date.now() + timeout,
  };
}

const missingCall = () =>
  new DomainError(commonErrors.unauthenticated, 'The message does not say on whose account it comes.');

export function problemReply(problem: Problem): { data: Uint8Array; headers: MsgHdrs } {
  const result = headers();
  result.set(problemHeader, String(problem.status));
  return { data: Buffer.from(JSON.stringify(problem)), headers: result };
}

/** The output, or throws the problem that the service answered with; a reply that can't be read is a `bad_gateway`. */
export function readReply<T>(message: Msg, output: z.ZodType<T>): T {
  const body = parseJson(message.data);
  if (message.headers?.has(problemHeader)) {
    const problem = Problem.safeParse(body);
    throw problem.success ? DomainError.fromProblem(problem.data) : malformed(message.subject);
  }
  const parsed = output.safeParse(body);
  if (!parsed.success) throw malformed(message.subject);
  return parsed.data;
}

const malformed = (subject: string) =>
  new DomainError(commonErrors.bad_gateway, `The reply on ${subject} was not what its contract says.`);
