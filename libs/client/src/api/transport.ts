import { DomainError, commonErrors } from '@djamms/contracts';
import { type z } from 'zod';
import { clientErrors, errorFromAnswer, unreachable } from '../errors';
import { type BuiltRequest } from './build-request';

/** Who asks: a user's session, or a guest of a venue. */
export interface Credentials {
  /** A token that works now; null when there is none. Rejects when the server cannot be reached. */
  token(): Promise<string | null>;
  /** A token newer than `refused`, which the server did not accept. */
  replace(refused: string): Promise<string | null>;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Sends one request and gives its answer's body. Rejects with DomainError, or as the browser does when aborted. */
export type Send = (request: BuiltRequest, token: string | null, signal?: AbortSignal) => Promise<unknown>;

export function sender(baseUrl: string, doFetch: Fetch = (url, init) => fetch(url, init)): Send {
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

/** Sends with a token that works; one that the server refuses is replaced, once. */
export function authorized(
  send: Send,
  credentials: Credentials,
): (request: BuiltRequest, signal?: AbortSignal) => Promise<unknown> {
  return async (request, signal) => {
    const token = await credentials.token();
    if (token === null) throw signedOut();
    try {
      return await send(request, token, signal);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status !== 401) throw error;
      const fresh = await credentials.replace(token);
      if (fresh === null) throw signedOut();
      return send(request, fresh, signal);
    }
  };
}

/** The body in the shape that was promised. Throws `answer_unreadable`. */
export function parseAnswer<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    clientErrors.answer_unreadable,
    'The server answered in a way this page does not understand. Reload the page to get its current version.',
  );
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

const signedOut = (): DomainError =>
  new DomainError(commonErrors.unauthenticated, 'The session has ended; sign in again.');
