import {
  type CallInputOf,
  DomainError,
  type OutputOf,
  Session,
  commonErrors,
  login,
  logout,
  refresh,
  register,
} from '@djamms/contracts';
import { type z } from 'zod';
import { clientErrors, errorFromAnswer, unreachable } from '../errors';
import { type BuiltRequest, type HttpContract, buildRequest } from './build-request';
import { SessionKeeper } from './session-keeper';

export interface ApiOptions {
  /** Where the API is; `/api` of the same origin unless given. */
  baseUrl?: string;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** See SessionKeeperOptions; runs at once unless given, which is right for a single window. */
  exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
  now?: () => number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** Any request below the API's base address, for what has no contract of its own. */
export interface RawRequest<T extends z.ZodType> extends BuiltRequest {
  output: T;
}

export interface Api {
  readonly baseUrl: string;
  readonly session: SessionKeeper;
  /** Sends a contract's request and parses its answer. Rejects with DomainError. */
  call<C extends HttpContract>(contract: C, input: CallInputOf<C>, options?: CallOptions): Promise<OutputOf<C>>;
  raw<T extends z.ZodType>(request: RawRequest<T>, options?: CallOptions): Promise<z.output<T>>;
  signUp(input: CallInputOf<typeof register>): Promise<void>;
  signIn(input: CallInputOf<typeof login>): Promise<void>;
  /** Ends the session here in any case, and on the server if it can be reached. */
  signOut(): Promise<void>;
}

/** The REST client, made from the contracts: paths, bodies and answers are written down nowhere else. */
export function createApi(options: ApiOptions = {}): Api {
  const baseUrl = options.baseUrl ?? '/api';
  const send = sender(baseUrl, options.fetch ?? ((url, init) => fetch(url, init)));
  const session = new SessionKeeper({
    refresh: () => restoreSession(send),
    exclusively: options.exclusively ?? ((work) => work()),
    now: options.now ?? Date.now,
  });

  const authorized = async (request: BuiltRequest, signal?: AbortSignal): Promise<unknown> => {
    const token = await session.token();
    if (token === null) throw signedOut();
    try {
      return await send(request, token, signal);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status !== 401) throw error;
      const fresh = await session.replace(token);
      if (fresh === null) throw signedOut();
      return send(request, fresh, signal);
    }
  };

  const api: Api = {
    baseUrl,
    session,
    async call(contract, input, { signal } = {}) {
      const request = buildRequest(contract, input);
      const body =
        contract.http.access === 'public' ? await send(request, null, signal) : await authorized(request, signal);
      return parse(contract.output, body) as OutputOf<typeof contract>;
    },
    async raw({ output, ...request }, { signal } = {}) {
      return parse(output, await authorized(request, signal));
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

type Send = (request: BuiltRequest, token: string | null, signal?: AbortSignal) => Promise<unknown>;

function sender(baseUrl: string, doFetch: (url: string, init: RequestInit) => Promise<Response>): Send {
  return async (request, token, signal) => {
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
    if (token !== null) headers['authorization'] = `Bearer ${token}`;
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    let answer: Response;
    try {
      const init: RequestInit = { method: request.method, headers, credentials: 'same-origin' };
      if (request.body !== undefined) init.body = request.body;
      if (signal) init.signal = signal;
      answer = await doFetch(baseUrl + request.path, init);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw unreachable();
    }
    const body = await readJson(answer);
    if (!answer.ok) throw errorFromAnswer(answer.status, body);
    return body;
  };
}

async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function restoreSession(send: Send): Promise<Session | null> {
  try {
    return parse(Session, await send(buildRequest(refresh, {}), null));
  } catch (error) {
    if (error instanceof DomainError && (error.status === 401 || error.status === 400)) return null;
    throw error;
  }
}

function parse<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    clientErrors.answer_unreadable,
    'The server answered in a way this page does not understand. Reload the page to get its current version.',
  );
}

const signedOut = (): DomainError =>
  new DomainError(commonErrors.unauthenticated, 'The session has ended; sign in again.');
