import { type CallInputOf, type HttpBinding, type RequestContract, invalidRequest } from '@djamms/contracts';

export type HttpContract = RequestContract & { http: HttpBinding };

export interface BuiltRequest {
  method: HttpBinding['method'];
  /** Below the API's base address, with its query. */
  path: string;
  /** JSON text, or nothing for requests without a body. */
  body: string | undefined;
}

/** A contract's HTTP request for an input. Throws `invalid_request` before anything is sent when the input is wrong. */
export function buildRequest<C extends HttpContract>(contract: C, input: CallInputOf<C>): BuiltRequest {
  const parsed = contract.input.safeParse(input);
  if (!parsed.success) throw invalidRequest(parsed.error);
  const rest = new Map<string, unknown>(Object.entries(parsed.data));
  const path = contract.http.path.replace(/:([A-Za-z]+)/g, (_match, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  const { method } = contract.http;
  if (method === 'GET' || method === 'DELETE') return { method, path: path + queryOf(rest), body: undefined };
  return { method, path, body: JSON.stringify(Object.fromEntries(rest)) };
}

function queryOf(fields: Map<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of fields) {
    if (value === undefined || value === null || value === '') continue;
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
