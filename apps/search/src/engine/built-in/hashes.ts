/** What strings are found by that are not worth keeping: sorted hashes, and what each stands for. */
export interface Hashes {
  hashes: Uint32Array;
  values: Uint32Array;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Of what `keyOf` makes of each string; where that is empty, it can not be found. Values are places in `strings`. */
export function hashesOf(strings: readonly string[], keyOf: (text: string) => string): Hashes {
  const entries: { hash: number; value: number }[] = [];
  strings.forEach((text, value) => {
    const key = keyOf(text);
    if (key !== '') entries.push({ hash: hashOf(key), value });
  });
  entries.sort((a, b) => a.hash - b.hash || a.value - b.value);
  return {
    hashes: Uint32Array.from(entries, ({ hash }) => hash),
    values: Uint32Array.from(entries, ({ value }) => value),
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
