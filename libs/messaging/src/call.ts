import { AsyncLocalStorage } from 'node:async_hooks';
import { anonymous, type Actor, type Identity, type Origin, type ServiceName } from '@djamms/contracts';
import { randomHex } from './random-hex';

/** On whose account a request is made, and how long its answer is of use. Travels in message headers. */
export interface Call {
  identity: Identity;
  origin: Origin;
  /** W3C trace context: `00-<trace id>-<span id>-<flags>`. */
  traceparent: string;
  /** Epoch milliseconds after which nobody waits any more. */
  deadline: number;
}

export const defaultTimeoutMs = 5_000;
const noOrigin: Origin = { ip: null, userAgent: null };
const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** A new trace, or a new span within the trace of a valid `parent`. */
export function newTraceparent(parent?: string | null): string {
  const match = parent ? traceparentPattern.exec(parent) : null;
  const traceId = match?.[1] ?? randomHex(16);
  return `00-${traceId}-${randomHex(8)}-01`;
}

/** The 32 hexadecimal digits that name the trace; empty for anything malformed. */
export const traceIdOf = (traceparent: string | null | undefined): string =>
  (traceparent ? traceparentPattern.exec(traceparent)?.[1] : undefined) ?? '';

const traces = new AsyncLocalStorage<string>();
/** Runs `work` so that its log lines carry the trace. */
export const runInTrace = <T>(traceparent: string, work: () => T): T => traces.run(traceparent, work);
export const currentTraceparent = (): string | undefined => traces.getStore();

export interface CallOptions {
  origin?: Origin;
  traceparent?: string | null;
  timeoutMs?: number;
}

/** A call for somebody; `identity` has been established by the caller (the gateway). */
export function callFor(identity: Identity, options: CallOptions = {}): Call {
  return {
    identity,
    origin: options.origin ?? noOrigin,
    traceparent: newTraceparent(options.traceparent ?? currentTraceparent()),
    deadline: Date.now() + (options.timeoutMs ?? defaultTimeoutMs),
  };
}

/** A call on a service's own account, e.g. scheduled work. */
export const serviceCall = (service: ServiceName, options?: CallOptions): Call =>
  callFor({ kind: 'service', service }, options);

export const anonymousCall = (options?: CallOptions): Call => callFor(anonymous, options);

/** Who acted, as the activity log keeps it. */
export function actorOf(call: Pick<Call, 'identity' | 'origin'>): Actor {
  const { identity, origin } = call;
  const user = identity.kind === 'user' ? identity : null;
  return {
    userId: user?.userId ?? null,
    username: user?.username ?? null,
    sessionId: user?.sessionId ?? null,
    ip: origin.ip,
    userAgent: origin.userAgent,
  };
}
