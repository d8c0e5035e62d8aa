import { Identity, Origin } from '@djamms/contracts';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Call } from '../call';
import { parseJson } from './json';

export type Caller = Pick<Call, 'identity' | 'origin'>;

const CallerText = z.object({ identity: Identity, origin: Origin });

/** Callers whose text has been read and checked; the same few people send most of the requests. */
const maxKnown = 2_000;
/** Longer texts (somebody with very many venues) are read each time. */
const maxKnownLength = 8_192;

const written = new WeakMap<Identity, { origin: Origin; text: string }>();
const read = new LRUCache<string, Caller>({ max: maxKnown });

/** Who asks, as text for a header: base64url, because names are not limited to printable ASCII. Written once per identity. */
export function writeCaller({ identity, origin }: Caller): string {
  const known = written.get(identity);
  if (known && known.origin.ip === origin.ip && known.origin.userAgent === origin.userAgent) return known.text;
  const text = Buffer.from(JSON.stringify({ identity, origin })).toString('base64url');
  written.set(identity, { origin, text });
  return text;
}

/** Who asks; the same object for the same text, so nobody can change it. Undefined when the text is malformed. */
export function readCaller(text: string): Caller | undefined {
  const known = read.get(text);
  if (known) return known;
  const parsed = CallerText.safeParse(parseJson(Buffer.from(text, 'base64url')));
  if (!parsed.success) return undefined;
  const caller = frozen(parsed.data);
  if (text.length <= maxKnownLength) read.set(text, caller);
  return caller;
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as object);
  return Object.freeze(value);
}
