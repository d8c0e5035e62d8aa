import { type z } from 'zod';
import { type Permission } from './identity';
import { type ErrorDefinition } from './problem';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How a request is reached from outside. Fields of the input named in `path` come from the path, the rest from the query (GET, DELETE) or the body. */
export interface HttpBinding {
  method: HttpMethod;
  /** Below `/api`, parameters as `:name`. */
  path: `/${string}`;
  /** The same request under another address that clients know it by. */
  alias?: `/${string}`;
  /** Defaults to 200. 204 sends no body. */
  status?: 200 | 201 | 202 | 204;
  tag: string;
  summary: string;
  /**
   * `public`: no credentials needed. `guest`: guests of a venue and signed-in users. `user`: any signed-in user.
   * Otherwise the permission that the token must carry, which a guest's never does.
   */
  access: 'public' | 'guest' | 'user' | Permission;
  /** The gateway has a controller of its own for it (cookies, redirects); it is still documented from here. */
  custom?: true;
}

/** One request that one service answers, over NATS and, where `http` is given, over REST. */
export interface RequestContract<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  /** `service.entity.verb`: the NATS subject. The first word names the service that answers. */
  subject: `${string}.${string}.${string}`;
  input: I;
  output: O;
  /** Failures beyond the ones every request can have. */
  errors?: Record<string, ErrorDefinition>;
  http?: HttpBinding;
  /** Milliseconds a caller waits; 5,000 unless given. */
  timeoutMs?: number;
}

export type InputOf<C extends RequestContract> = z.output<C['input']>;
/** What a caller may pass: fields with defaults are optional. */
export type CallInputOf<C extends RequestContract> = z.input<C['input']>;
export type OutputOf<C extends RequestContract> = z.output<C['output']>;

/** Declares a request. Returns it unchanged, with its exact types. */
export function request<I extends z.ZodObject, O extends z.ZodType, const R extends RequestContract<I, O>>(
  contract: R & { input: I; output: O },
): R & { input: I; output: O } {
  return contract;
}

/** A fact in the past tense that a service tells; published only with the transaction that caused it. */
export interface EventContract<P extends z.ZodType = z.ZodType> {
  /** `service.entity.happened`. */
  subject: `${string}.${string}.${string}`;
  payload: P;
  /** The activity log's name for it; without one it is not logged. */
  activity?: string;
}
export type PayloadOf<E extends { payload: z.ZodType }> = z.output<E['payload']>;

export function event<P extends z.ZodType, const E extends EventContract<P>>(
  contract: E & { payload: P },
): E & { payload: P } {
  return contract;
}

/** Work that outlives a request: at least once, by one replica, retried, then dead-lettered. */
export interface JobContract<P extends z.ZodType = z.ZodType> {
  /** `service.entity.verb`; the service of the first word works on it. */
  subject: `${string}.${string}.${string}`;
  payload: P;
  /** Tries in all, then the dead letters. */
  attempts: number;
  /** Seconds to wait after the first, second, … failed try; the last one repeats. */
  backoff: readonly number[];
}

export function job<P extends z.ZodType, const J extends JobContract<P>>(
  contract: J & { payload: P },
): J & { payload: P } {
  return contract;
}

/** A passing notice (progress, presence): sent once, never stored, lost when nobody listens. */
export interface NoticeContract<P extends z.ZodType = z.ZodType> {
  subject: `${string}.${string}.${string}`;
  payload: P;
}

export function notice<P extends z.ZodType, const N extends NoticeContract<P>>(
  contract: N & { payload: P },
): N & { payload: P } {
  return contract;
}
