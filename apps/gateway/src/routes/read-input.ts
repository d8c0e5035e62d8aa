import {
  DomainError,
  commonErrors,
  invalidRequest,
  type FieldError,
  type InputOf,
  type RequestContract,
} from '@djamms/contracts';
import { z } from 'zod';
import { type ApiRequest } from './call-of';

type Fields = Record<string, unknown>;

/**
 * The contract's input from path, query and body. The edge is strict where services are tolerant: a field nobody
 * knows is a mistake of the caller's, who is told so.
 * @throws DomainError `invalid_request` with an entry per field.
 */
export function readInput<C extends RequestContract>(
  contract: C,
  request: Pick<ApiRequest, 'params' | 'query' | 'body'>,
): InputOf<C> {
  const inQuery = contract.http?.method === 'GET' || contract.http?.method === 'DELETE';
  const given = inQuery ? coerceQuery(contract.input, request.query as Fields) : bodyFields(request.body);
  const params = (request.params ?? {}) as Fields;
  const clashing = Object.keys(given).filter((name) => name in params);
  const result = contract.input.safeParse({ ...given, ...params });
  if (!result.success) throw invalidRequest(result.error);
  const unknown = [...clashing, ...unknownFields(given, result.data)];
  if (unknown.length > 0) throw unknownFieldsError(unknown.slice(0, 20), contract);
  return result.data as InputOf<C>;
}

function bodyFields(body: unknown): Fields {
  if (body === undefined || body === null) return {};
  if (typeof body === 'object' && !Array.isArray(body)) return body as Fields;
  throw new DomainError(commonErrors.invalid_request, 'The body must be a JSON object.');
}

/** A query holds texts; numbers and booleans are what the contract says they are. */
export function coerceQuery(input: z.ZodObject, query: Fields): Fields {
  return Object.fromEntries(
    Object.entries(query ?? {}).map(([name, value]) => {
      const schema: unknown = input.shape[name];
      return [name, schema instanceof z.ZodType && typeof value === 'string' ? coerce(schema, value) : value];
    }),
  );
}

function coerce(schema: z.ZodType, value: string): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodNumber && value.trim() !== '') return Number(value);
  if (inner instanceof z.ZodBoolean && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

/** Paths of what was given and did not come through parsing: zod drops what a schema does not name. */
export function unknownFields(given: unknown, parsed: unknown, path = ''): string[] {
  if (Array.isArray(given) && Array.isArray(parsed))
    return given.flatMap((item, index) => unknownFields(item, parsed[index], `${path}${index}.`));
  if (!isPlainObject(given) || !isPlainObject(parsed)) return [];
  return Object.keys(given).flatMap((name) =>
    Object.hasOwn(parsed, name) ? unknownFields(given[name], parsed[name], `${path}${name}.`) : [`${path}${name}`],
  );
}

const isPlainObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unknownFieldsError(names: string[], contract: RequestContract): DomainError {
  const known = Object.keys(contract.input.shape).join(', ') || 'none';
  const errors: FieldError[] = names.map((name) => ({ path: name, message: 'is not a field of this request' }));
  return new DomainError(
    commonErrors.invalid_request,
    `Unknown: ${names.join(', ').slice(0, 300)}. Known here: ${known}.`,
    { errors },
  );
}
