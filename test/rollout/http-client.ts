import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Problem } from '@djamms/contracts';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { type Kind, type Ledger } from './ledger';

export interface HttpClientOptions {
  /** Origin of the gateway. */
  url: string;
  ledger: Ledger;
  /** The access token at each request; none for a stranger. */
  token?: () => Promise<string>;
}

export interface Sent {
  kind: Kind;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With a slash at its start. */
  path: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, with its own content type. */
  form?: { body: Buffer; contentType: string };
  headers?: Record<string, string>;
  /** Bytes a second at which the answer is read; as fast as it comes unless given. */
  pace?: number;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** After this a request without an answer has failed. */
const patienceMs = 30_000;
/** As many connections to one server as browsers open. */
const connections = 6;

/**
 * Asks as a browser does, over connections that are kept and used again, and never asks twice: whatever is not an
 * answer of 2xx is written down as a failure.
 */
export class HttpClient {
  private readonly agent: Agent;

  constructor(private readonly options: HttpClientOptions) {
    const kept = { keepAlive: true, maxSockets: connections };
    this.agent = options.url.startsWith('https:') ? new TlsAgent(kept) : new Agent(kept);
  }

  /** The parsed answer; null when the request failed. */
  async ask<T>(sent: Sent): Promise<T | null> {
    const answer = await this.send(sent);
    return answer === null ? null : (JSON.parse(answer.body.toString('utf8')) as T);
  }

  /** The answer with its bytes; null when the request failed. */
  async send(sent: Sent): Promise<Answer | null> {
    const { kind, method = 'GET', path } = sent;
    const where = `${method} ${routeOf(path)}`;
    try {
      const token = await this.options.token?.();
      const from = performance.now();
      const answer = await this.exchange(sent, token);
      if (answer.status >= 200 && answer.status < 300) {
        this.options.ledger.answered(kind, performance.now() - from);
        return answer;
      }
      this.options.ledger.fail(kind, where, `${answer.status} ${codeOf(answer)}`.trim());
    } catch (error) {
      this.options.ledger.fail(kind, where, error instanceof Error ? error.message : String(error));
    }
    return null;
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange(sent: Sent, token: string | undefined): Promise<Answer> {
    const { method = 'GET', path, json, form, pace } = sent;
    const body = json === undefined ? form?.body : Buffer.from(JSON.stringify(json));
    const contentType = json === undefined ? form?.contentType : 'application/json';
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': body.length }),
      ...sent.headers,
    };
    const url = new URL(path, this.options.url);
    const ask = url.protocol === 'https:' ? tlsRequest : request;
    return new Promise((resolve, reject) => {
      const asking = ask(url, { method, headers, agent: this.agent }, (response) => {
        readAll(response, pace).then((bytes) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes });
        }, reject);
      });
      asking.setTimeout(patienceMs, () => asking.destroy(new Error(`no answer within ${patienceMs / 1000} s`)));
      asking.on('error', (error) => reject(explained(error, asking)));
      asking.end(body);
    });
  }
}

/** Of a connection that was kept the server may have thought that nobody would use it any more. */
function explained(error: NodeJS.ErrnoException, asking: ClientRequest): Error {
  const gone = ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
  return gone && asking.reusedSocket ? new Error('connection closed while reused') : error;
}

async function readAll(response: IncomingMessage, pace: number | undefined): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  const from = performance.now();
  response.on('error', () => undefined);
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      const due = pace === undefined ? 0 : from + (length / pace) * 1_000 - performance.now();
      if (due > 20) await new Promise((resolve) => setTimeout(resolve, due));
    }
  } catch (error) {
    throw new Error(`cut off after ${length} bytes (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
  return Buffer.concat(pieces, length);
}

const ids = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
const routeOf = (path: string): string => (path.split('?')[0] ?? path).replaceAll(ids, ':id');

function codeOf({ body }: Answer): string {
  try {
    return Problem.pick({ code: true }).parse(JSON.parse(body.toString('utf8'))).code;
  } catch {
    return body.toString('utf8').slice(0, 80);
  }
}
