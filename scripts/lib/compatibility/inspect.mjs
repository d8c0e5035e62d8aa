// Reads the contracts and queues from the built code.
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(import.meta.url);
const built = (path) => require(`../../../dist/${path}`);

/** Contracts by kind and subject, the named schemas behind them, socket messages, streams and durable consumers. */
export function inspectContracts() {
  const contracts = built('libs/contracts/src/index.js');
  const { socketRequests } = built('apps/gateway/src/realtime/socket-requests.js');
  const schemas = new Schemas();
  const payloads = (all) => bySubject(all, ({ payload }) => ({ payload: schemas.body(payload) }));
  const realtime = Object.entries(contracts.realtimePayloads).map(([type, payload]) => [type, schemas.body(payload)]);
  return {
    requests: bySubject(contracts.allRequests, ({ input, output, http }) => ({
      ...(http ? { http: routeOf(http) } : {}),
      input: schemas.sent(input),
      output: schemas.body(output),
    })),
    events: payloads(contracts.allEvents),
    jobs: payloads(contracts.allJobs),
    notices: payloads(contracts.allNotices),
    realtime: Object.fromEntries(realtime),
    socket: socketMessages(contracts, socketRequests, schemas),
    ...queues(),
    schemas: schemas.named,
  };
}

const bySubject = (contracts, describe) => Object.fromEntries(contracts.map((each) => [each.subject, describe(each)]));
const routeOf = ({ method, path, alias, status, access }) => ({ method, path, alias, status: status ?? 200, access });

function socketMessages(contracts, requests, schemas) {
  const { AuthSuccess, JoinVenue, LeaveVenue, TimeSync, VenueStale } = contracts;
  const own = { 'venue:join': JoinVenue, 'venue:leave': LeaveVenue, 'time:sync': TimeSync };
  const told = { AUTH_SUCCESS: AuthSuccess, 'venue:stale': VenueStale };
  const described = (messages, from) =>
    Object.entries(messages).map(([name, schema]) => [
      name,
      { from, body: from === 'client' ? schemas.sent(schema) : schemas.body(schema) },
    ]);
  return Object.fromEntries([
    ...requests.map(([name, { subject }]) => [name, { from: 'client', request: subject }]),
    ...described(own, 'client'),
    ...described(told, 'server'),
  ]);
}

/**
 * What a reader takes and what a writer gives differ: a field with a default may be missing for the one, and is always
 * there with the other.
 */
class Schemas {
  named = { reads: {}, writes: {} };

  /** What callers send is as they have it before it is read: trimmed, and completed by defaults, it is only then. */
  sent(schema) {
    return { sent: this.#schema(schema, 'reads', 'input') };
  }

  /** `{ both }` where readers and writers agree. */
  body(schema) {
    const [reads, writes] = [this.#schema(schema, 'reads', 'input'), this.#schema(schema, 'writes', 'output')];
    return isDeepStrictEqual(reads, writes) ? { both: reads } : { reads, writes };
  }

  #schema(schema, side, io) {
    const { $schema: _, $defs = {}, ...rest } = schema.toJSONSchema({ io, unrepresentable: 'any' });
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...plain } = definition;
      this.named[side][name] = essence(plain, side);
    }
    const { id, ...whole } = rest;
    const plain = essence(whole, side);
    if (id === undefined) return plain;
    this.named[side][id] = plain;
    return { $ref: `#/$defs/${id}` };
  }
}

/**
 * Without what tells people something, what `format` says already, and, with writers, that they write no fields beyond
 * their own.
 */
function essence(schema, side) {
  if (Array.isArray(schema)) return schema.map((each) => essence(each, side));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties, $defs: _, description: _text, ...rest } = schema;
  if (rest.format !== undefined) delete rest.pattern;
  if (rest.additionalProperties === false && side === 'writes') delete rest.additionalProperties;
  const fields = Object.entries(properties ?? {}).map(([name, each]) => [name, essence(each, side)]);
  const others = Object.entries(rest).map(([name, each]) => [name, name === 'default' ? each : essence(each, side)]);
  return Object.fromEntries([...others, ...(properties ? [['properties', Object.fromEntries(fields)]] : [])]);
}

/** The streams, and the durable consumers that the services' handlers make on them. */
function queues() {
  const names = built('libs/messaging/src/names.js');
  const { declarationsOf } = built('libs/messaging/src/decorators.js');
  const { backServices } = built('apps/standalone/src/services.js');
  const plain = { prefix: '' };
  const subjectOf = { EVENTS: names.eventSubject, WORK: names.workSubject, DEAD: names.deadSubject };
  const streams = Object.entries(subjectOf).map(([stream, subject]) => [
    names.streamName(plain, stream),
    { subjects: [subject(plain, '>')] },
  ]);
  const handlers = backServices.flatMap(({ name, module }) =>
    classesOf(module).flatMap((each) =>
      declarationsOf(each.prototype ?? {}).map(([, declaration]) => ({ service: name, ...declaration })),
    ),
  );
  const consumers = handlers.flatMap(({ kind, service, contract }) => {
    const consumer = (owner, stream, subject, filter) => [
      [names.consumerName(plain, owner, filter ?? subject), { stream, subject: subjectOf[stream](plain, subject) }],
    ];
    if (kind === 'event') return consumer(service, 'EVENTS', contract.subject);
    if (kind === 'any-event') return consumer(service, 'EVENTS', '>', 'all');
    return kind === 'job' ? consumer('work', 'WORK', contract.subject) : [];
  });
  return { streams: Object.fromEntries(streams), consumers: Object.fromEntries(consumers) };
}

/** Every class that Nest would make an instance of for the module. */
function classesOf(module, seen = new Set()) {
  if (module === undefined || seen.has(module)) return [];
  seen.add(module);
  const declared = typeof module === 'function' ? module : module.module;
  const parts = (name) => [...(Reflect.getMetadata(name, declared) ?? []), ...(module[name] ?? [])];
  const providers = [...parts('controllers'), ...parts('providers')];
  const own = providers.map((provider) => (typeof provider === 'function' ? provider : provider.useClass));
  return [...own.filter(Boolean), ...parts('imports').flatMap((each) => classesOf(each, seen))];
}
