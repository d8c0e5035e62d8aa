// What a version changed in its contracts that the last release, running beside it, would stumble over.
import { refusals } from './accepts.mjs';

/**
 * @typedef {object} Break
 * @property {string} where the contract and, after a space, the field
 * @property {string} what
 */

/**
 * @param {object} released the last release's snapshot
 * @param {object} current this version's
 * @returns {Break[]}
 */
export function contractBreaks(released, current) {
  return [
    ...requestBreaks(released, current),
    ...['events', 'jobs', 'notices'].flatMap((kind) => messageBreaks(kind, released, current)),
    ...socketBreaks(released, current),
    ...realtimeBreaks(released, current),
    ...queueBreaks(released, current),
  ];
}

function requestBreaks(released, current) {
  return Object.entries(released.requests).flatMap(([subject, before]) => {
    const after = current.requests[subject];
    if (after === undefined) return [gone(subject, 'the request')];
    const edge = before.http !== undefined;
    const input = { strict: edge, bothWays: !edge };
    return [
      ...routeBreaks(subject, before.http, after.http),
      ...bodyBreaks(`${subject} input`, before.input, after.input, released, current, input),
      ...bodyBreaks(`${subject} output`, before.output, after.output, released, current, { bothWays: true }),
    ];
  });
}

/** Weakest first; whoever was let in has to stay so. A permission is only equal to itself. */
const reach = ['public', 'guest', 'user'];
const isNarrower = (before, after) =>
  before !== after &&
  (reach.includes(after) ? reach.indexOf(after) > reach.indexOf(before) && reach.includes(before) : true);

function routeBreaks(subject, before, after) {
  if (before === undefined) return [];
  const route = `${before.method} /api${before.path}`;
  if (after === undefined) return [gone(subject, `the route ${route}`)];
  const found = [];
  if (`${after.method} /api${after.path}` !== route && after.alias !== before.path)
    found.push({ where: subject, what: `the route ${route} is now ${after.method} /api${after.path}` });
  if (before.alias !== undefined && ![after.alias, after.path].includes(before.alias))
    found.push(gone(subject, `the route ${before.method} /api${before.alias}`));
  if (isNarrower(before.access, after.access))
    found.push({ where: subject, what: `access is ${after.access}, no more ${before.access}` });
  if ((before.status ?? 200) !== (after.status ?? 200))
    found.push({ where: subject, what: `answers ${after.status ?? 200}, no more ${before.status ?? 200}` });
  return found;
}

function messageBreaks(kind, released, current) {
  return Object.entries(released[kind]).flatMap(([subject, before]) => {
    const after = current[kind][subject];
    if (after === undefined) return [gone(subject, `the ${kind.slice(0, -1)}`)];
    return bodyBreaks(`${subject} payload`, before.payload, after.payload, released, current, { bothWays: true });
  });
}

function socketBreaks(released, current) {
  return Object.entries(released.socket).flatMap(([name, before]) => {
    const after = current.socket[name];
    if (after === undefined) return [gone(name, 'the socket message')];
    if (before.request !== after.request)
      return [
        { where: name, what: `is ${after.request ?? 'no request'}, no more ${before.request ?? 'one of its own'}` },
      ];
    if (before.body === undefined) return [];
    return bodyBreaks(name, before.body, after.body, released, current, { bothWays: before.from === 'server' });
  });
}

function realtimeBreaks(released, current) {
  return Object.entries(released.realtime).flatMap(([type, before]) => {
    const after = current.realtime[type];
    if (after === undefined) return [gone(type, 'the realtime message')];
    return bodyBreaks(type, before, after, released, current, { bothWays: true });
  });
}

/** A consumer under another name begins with everything that the stream holds, and the old one is never emptied. */
function queueBreaks(released, current) {
  return ['streams', 'consumers'].flatMap((kind) =>
    Object.entries(released[kind]).flatMap(([name, before]) => {
      const after = current[kind][name];
      if (after === undefined) return [gone(name, `the ${kind === 'streams' ? 'stream' : 'durable consumer'}`)];
      if (JSON.stringify(before) === JSON.stringify(after)) return [];
      return [{ where: name, what: `takes ${JSON.stringify(after)}, no more ${JSON.stringify(before)}` }];
    }),
  );
}

/** `bothWays`: the last release also reads what this version writes. */
function bodyBreaks(where, before, after, released, current, { strict = false, bothWays }) {
  const side = (snapshot, body, io) =>
    body.sent === undefined
      ? { schema: body.both ?? body[io], named: snapshot.schemas[io] }
      : { schema: body.sent, named: snapshot.schemas.reads };
  const oldToNew = refusals(side(current, after, 'reads'), side(released, before, 'writes'), { strict });
  const newToOld = bothWays ? refusals(side(released, before, 'reads'), side(current, after, 'writes')) : [];
  const at = (path) => (path === '' ? where : `${where} ${path}`);
  return [
    ...oldToNew.map(({ path, reason }) => ({
      where: at(path),
      what: `${reason} in what ${released.version} sends, and this version refuses that`,
    })),
    ...newToOld.map(({ path, reason }) => ({
      where: at(path),
      what: `${reason} in what this version sends, and ${released.version} refuses that`,
    })),
  ];
}

const gone = (where, what) => ({ where, what: `${what} is gone` });
