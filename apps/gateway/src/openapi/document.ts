import {
  allRequests,
  categoryStatus,
  commonErrors,
  type ErrorDefinition,
  type HttpBinding,
  type RequestContract,
} from '@djamms/contracts';
import { version } from '@djamms/platform';
import { type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { mediaOperations } from './media-operations';

type Json = Record<string, unknown>;
type HttpContract = RequestContract & { http: HttpBinding };

const everyErrors: ErrorDefinition[] = [
  commonErrors.invalid_request,
  commonErrors.service_unavailable,
  commonErrors.internal_error,
];
const signedInErrors: ErrorDefinition[] = [commonErrors.unauthenticated, commonErrors.forbidden];

/** How to say who asks; a guest's token opens only what names `guest`. */
const securitySchemes: Json = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token of a user.' },
  guest: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token of a guest, from POST /api/venues/{slug}/guests; good for that venue only.',
  },
};
const securityOf = ({ access }: HttpBinding): Json => {
  if (access === 'public') return { security: [] };
  return access === 'guest' ? { security: [{ bearer: [] }, { guest: [] }] } : {};
};

/** The OpenAPI 3.1 document of the gateway, made from the contracts that the routes are made from. */
export function buildOpenApiDocument(): OpenAPIObject {
  const contracts = allRequests.filter((contract): contract is HttpContract => contract.http !== undefined);
  const document: Json = {
    openapi: '3.1.0',
    info: {
      title: 'DJAMMS',
      version,
      description: 'The music of a venue: library, playlists, queue and player. Errors are RFC 9457 problem details.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths: merge(pathsOf(contracts), mediaOperations),
    components: {
      securitySchemes,
      schemas: componentSchemas(contracts),
    },
  };
  return document as unknown as OpenAPIObject;
}

function merge(...parts: Record<string, Json>[]): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const part of parts)
    for (const [path, operations] of Object.entries(part)) result[path] = { ...result[path], ...operations };
  return Object.fromEntries(Object.entries(result).sort(([left], [right]) => left.localeCompare(right)));
}

function pathsOf(contracts: HttpContract[]): Record<string, Json> {
  return merge(
    ...contracts.flatMap((contract) => {
      const { path, alias, method } = contract.http;
      const operation = operationOf(contract);
      const also = { ...operation, operationId: `${contract.subject}.alias` };
      return [
        { [`/api${openApiPath(path)}`]: { [method.toLowerCase()]: operation } },
        ...(alias ? [{ [`/api${openApiPath(alias)}`]: { [method.toLowerCase()]: also } }] : []),
      ];
    }),
  );
}

const openApiPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');
const pathParameters = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
const schemaName = (contract: RequestContract, part: 'input' | 'output'): string => `${contract.subject}.${part}`;
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function operationOf(contract: HttpContract): Json {
  const { http } = contract;
  const inPath = pathParameters(http.path);
  const inQuery = http.method === 'GET' || http.method === 'DELETE';
  const rest = Object.keys(contract.input.shape).filter((name) => !inPath.includes(name));
  const shape = jsonSchema(contract.input).properties as Record<string, Json>;
  const required = new Set((jsonSchema(contract.input).required as string[] | undefined) ?? []);
  const parameters = [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: shape[name] })),
    ...(inQuery ? rest.map((name) => ({ name, in: 'query', required: required.has(name), schema: shape[name] })) : []),
  ];
  return {
    operationId: contract.subject,
    tags: [http.tag],
    summary: http.summary,
    ...securityOf(http),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(!inQuery && rest.length > 0
      ? {
          requestBody: {
            required: required.size > inPath.length,
            content: { 'application/json': { schema: ref(schemaName(contract, 'input')) } },
          },
        }
      : {}),
    responses: responsesOf(contract),
  };
}

function responsesOf(contract: HttpContract): Json {
  const { http, errors = {} } = contract;
  const status = http.status ?? 200;
  const definitions = [
    ...everyErrors,
    ...(http.access === 'public' ? [] : signedInErrors),
    ...(http.access === 'guest' ? [commonErrors.rate_limited] : []),
    ...Object.values(errors),
  ];
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const definition of definitions) {
    const code = categoryStatus[definition.category];
    byStatus.set(code, [...(byStatus.get(code) ?? []), definition]);
  }
  const success =
    status === 204
      ? { description: 'Done' }
      : { description: 'Done', content: { 'application/json': { schema: ref(schemaName(contract, 'output')) } } };
  const failures = [...byStatus]
    .sort(([left], [right]) => left - right)
    .map(([code, list]): [string, Json] => [String(code), problemResponse(list)]);
  return { [status]: success, ...Object.fromEntries<Json>(failures) };
}

const problemResponse = (definitions: ErrorDefinition[]): Json => ({
  description: [...new Set(definitions.map(({ code, title }) => `${code}: ${title}`))].join('; '),
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

/** Entities with a name of their own stand among the components; references lead there. */
function jsonSchema(schema: z.ZodType): Json {
  const { $defs: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

/** Every named entity once, and each request's input (without what stands in the path) and output. */
function componentSchemas(contracts: HttpContract[]): Json {
  const outputs = z.registry<{ id: string }>();
  for (const [schema, meta] of globalEntries()) outputs.add(schema, { id: meta });
  for (const contract of contracts)
    if (!outputs.has(contract.output)) outputs.add(contract.output, { id: schemaName(contract, 'output') });
  const named = z.toJSONSchema(outputs, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'output',
    unrepresentable: 'any',
  }).schemas as Record<string, Json>;
  const aliases = contracts
    .filter((contract) => !(schemaName(contract, 'output') in named))
    .map((contract): [string, Json] => [
      schemaName(contract, 'output'),
      ref(outputs.get(contract.output)?.id ?? 'Problem'),
    ]);
  const inputs = contracts.map((contract): [string, Json] => [schemaName(contract, 'input'), inputSchema(contract)]);
  const entities = Object.entries(named).map(([name, schema]): [string, Json] => [name, withoutMeta(schema)]);
  return Object.fromEntries([...entities, ...aliases, ...inputs].sort(([left], [right]) => left.localeCompare(right)));
}

/** Entities named by `.meta({ id })` in the contracts. */
function globalEntries(): [z.ZodType, string][] {
  const ids: Map<string, unknown> = z.globalRegistry._idmap;
  return [...ids].flatMap(([id, schema]): [z.ZodType, string][] => (schema instanceof z.ZodType ? [[schema, id]] : []));
}

function inputSchema(contract: HttpContract): Json {
  const inPath = pathParameters(contract.http.path);
  const schema = jsonSchema(contract.input);
  const properties = Object.fromEntries(
    Object.entries((schema.properties as Json | undefined) ?? {}).filter(([name]) => !inPath.includes(name)),
  );
  const required = ((schema.required as string[] | undefined) ?? []).filter((name) => !inPath.includes(name));
  const { $schema: _, ...rest } = schema;
  return { ...rest, properties, required, additionalProperties: false };
}

function withoutMeta(schema: Json): Json {
  const { $schema: _s, $id: _i, ...rest } = schema;
  return rest;
}
