import { mapInSteps, stepSize, type Steps } from './steps';

/** What strings are found by that are not worth keeping: sorted hashes, and what each stands for. */
export interface Hashes {
  hashes: Uint32Array;
  values: Uint32Array;
}

/** FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Above any place in a segment, and so that a hash and a place together are a number that is held exactly. */
const places = 2 ** 21;

/** Of what `keyOf` makes of each string; where that is empty, it can not be found. Values are places in `strings`. */
export function* hashesOf(strings: readonly string[], keyOf: (text: string) => string): Steps<Hashes> {
  const keys = yield* mapInSteps(strings, keyOf);
  const entries = new Float64Array(keys.length);
  let count = 0;
  for (const [place, key] of keys.entries()) {
    if (place % stepSize === stepSize - 1) yield;
    if (key !== '') entries[count++] = hashOf(key) * places + place;
  }
  yield;
  const sorted = entries.subarray(0, count).sort();
  yield;
  return {
    hashes: new Uint32Array(count).map((_, at) => Math.floor(sorted[at]! / places)),
    values: new Uint32Array(count).map((_, at) => sorted[at]! % places),
  };
}

/** What may stand for the key: another key seldom has the same hash. */
export function withHash({ hashes, values }: Hashes, key: string): Uint32Array {
  const hash = hashOf(key);
  let [low, high] = [0, hashes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hashes[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (hashes[end] === hash) end++;
  return values.subarray(low, end);
}
