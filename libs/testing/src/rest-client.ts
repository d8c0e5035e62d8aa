import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Problem, Session } from '@djamms/contracts';
import { type NewOwner, newOwner } from './factories';
import { encodeForm } from './multipart';

export interface RestAnswer<T> {
  status: number;
  headers: Headers;
  /** The parsed JSON, or the text where it is not JSON. */
  body: T;
}

type Query = Record<string, string | number | boolean | undefined>;

/**
 * After this a request is counted as lost, so that a test that waits for it says where it hangs. An upload is stored
 * when the disk holds it, which takes its time on a machine whose disk is busy.
 */
export const longestAnswerMs = 150_000;

/** A client of the gateway as another program would be: fetch, JSON and a bearer token. */
export class RestClient {
  constructor(
    /** Without a slash at its end. */
    readonly baseUrl: string,
    readonly accessToken?: string,
  ) {}

  /** The same gateway, with a token. */
  as(accessToken: string): RestClient {
    return new RestClient(this.baseUrl, accessToken);
  }

  /** Whatever answer comes, whatever its status; `path` starts with a slash. */
  async request<T = unknown>(path: string, init: RequestInit = {}): Promise<RestAnswer<T>> {
    const headers = new Headers(init.headers);
    if (this.accessToken !== undefined) headers.set('authorization', `Bearer ${this.accessToken}`);
    const signal = AbortSignal.timeout(longestAnswerMs);
    const response = await fetch(`${this.baseUrl}${path}`, { redirect: 'manual', signal, ...init, headers });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const body = (isJson && text !== '' ? JSON.parse(text) : text) as T;
    return { status: response.status, headers: response.headers, body };
  }

  get<T = unknown>(path: string, query: Query = {}): Promise<RestAnswer<T>> {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const search = new URLSearchParams(
      given.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    return this.request<T>(search === '' ? path : `${path}?${search}`);
  }

  post<T = unknown>(path: string, body: unknown = {}): Promise<RestAnswer<T>> {
    return this.send<T>('POST', path, body);
  }

  put<T = unknown>(path: string, body: unknown = {}): Promise<RestAnswer<T>> {
    return this.send<T>('PUT', path, body);
  }

  delete<T = unknown>(path: string): Promise<RestAnswer<T>> {
    return this.request<T>(path, { method: 'DELETE' });
  }

  /** Uploads a file from disk as the browser does, to `/api/music/tracks` unless told otherwise. */
  async upload<T = unknown>(file: string, options: UploadOptions = {}): Promise<RestAnswer<T>> {
    const bytes = await readFile(file);
    return this.uploadBytes<T>(bytes, { name: basename(file), ...options });
  }

  async uploadBytes<T = unknown>(bytes: Uint8Array, options: UploadOptions = {}): Promise<RestAnswer<T>> {
    const fields = Object.entries(options.fields ?? {}).map(([name, content]) => ({ name, content }));
    const file = { name: 'file', content: bytes, fileName: options.name ?? 'file', type: options.type };
    const { body, contentType } = encodeForm([...fields, file]);
    const headers = { 'content-type': contentType };
    return this.request<T>(options.path ?? '/api/music/tracks', { method: 'POST', headers, body });
  }

  /** Registers an owner with a venue and gives a client that acts as this owner. */
  async registerOwner(owner: NewOwner = newOwner()): Promise<Owner> {
    const answer = await this.post<Problem>('/api/auth/register', owner);
    if (answer.status !== 201) throw new Error(`Registering failed: ${answer.status} ${JSON.stringify(answer.body)}`);
    const session = Session.parse(answer.body);
    const venue = session.user.venues[0];
    if (venue === undefined) throw new Error('The new owner has no venue');
    return { ...owner, session, venueId: venue.id, rest: this.as(session.accessToken) };
  }

  private send<T>(method: string, path: string, body: unknown): Promise<RestAnswer<T>> {
    return this.request<T>(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

export interface UploadOptions {
  path?: string;
  /** The file's name as the browser would send it. */
  name?: string;
  type?: string;
  /** Sent before the file. */
  fields?: Record<string, string>;
}

/** A registered owner of a venue, signed in. */
export interface Owner extends NewOwner {
  session: Session;
  venueId: string;
  rest: RestClient;
}
