import {
  type CallInputOf,
  DomainError,
  type OutputOf,
  Session,
  login,
  logout,
  refresh,
  register,
} from '@djamms/contracts';
import { type z } from 'zod';
import { type BuiltRequest, type HttpContract, buildRequest } from './build-request';
import { SessionKeeper } from './session-keeper';
import { type Credentials, type Fetch, type Send, authorized, parseAnswer, sender } from './transport';

export interface ApiOptions {
  /** Where the API is; `/api` of the same origin unless given. */
  baseUrl?: string;
  fetch?: Fetch;
  /** See SessionKeeperOptions; runs at once unless given, which is right for a single window. */
  exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
  now?: () => number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** Sends contracts' requests and parses their answers. Rejects with DomainError. */
export interface Caller {
  call<C extends HttpContract>(contract: C, input: CallInputOf<C>, options?: CallOptions): Promise<OutputOf<C>>;
}

/** Any request below the API's base address, for what has no contract of its own. */
export interface RawRequest<T extends z.ZodType> extends BuiltRequest {
  output: T;
}

export interface Api extends Caller {
  readonly baseUrl: string;
  readonly session: SessionKeeper;
  raw<T extends z.ZodType>(request: RawRequest<T>, options?: CallOptions): Promise<z.output<T>>;
  signUp(input: CallInputOf<typeof register>): Promise<void>;
  signIn(input: CallInputOf<typeof login>): Promise<void>;
  /** Ends the session here in any case, and on the server if it can be reached. */
  signOut(): Promise<void>;
}

/** The REST client, made from the contracts: paths, bodies and answers are written down nowhere else. */
export function createApi(options: ApiOptions = {}): Api {
  const baseUrl = options.baseUrl ?? '/api';
  const send = sender(baseUrl, options.fetch);
  const session = new SessionKeeper({
    refresh: () => restoreSession(send),
    exclusively: options.exclusively ?? ((work) => work()),
    now: options.now ?? Date.now,
  });

  const sendAuthorized = authorized(send, session);
  const caller = callerWith(send, session);
  const api: Api = {
    baseUrl,
    session,
    call: (contract, input, options) => caller.call(contract, input, options),
    async raw({ output, ...request }, { signal } = {}) {
      return parseAnswer(output, await sendAuthorized(request, signal));
    },
    async signUp(input) {
      session.adopt(await api.call(register, input));
    },
    async signIn(input) {
      session.adopt(await api.call(login, input));
    },
    async signOut() {
      await api.call(logout, {}).catch(() => undefined);
      session.end();
    },
  };
  return api;
}

async function restoreSession(send: Send): Promise<Session | null> {
  try {
    return parseAnswer(Session, await send(buildRequest(refresh, {}), null));
  } catch (error) {
    if (error instanceof DomainError && (error.status === 401 || error.status === 400)) return null;
    throw error;
  }
}

/** Calls on somebody's account; what is public is asked without it. */
export function callerWith(send: Send, credentials: Credentials): Caller {
  const sendAuthorized = authorized(send, credentials);
  return {
    async call(contract, input, { signal } = {}) {
      const request = buildRequest(contract, input);
      const body =
        contract.http.access === 'public' ? await send(request, null, signal) : await sendAuthorized(request, signal);
      return parseAnswer(contract.output, body) as OutputOf<typeof contract>;
    },
  };
}
