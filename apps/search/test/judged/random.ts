/** Numbers from 0 to 1, the same at each run for the same text (mulberry32 seeded by FNV-1a). */
export function randomFrom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Random = () => number;

/** From 0 to below `end`. */
export const wholeBelow = (random: Random, end: number): number => Math.floor(random() * end);
export const oneOf = <T>(random: Random, values: readonly T[]): T => values[wholeBelow(random, values.length)]!;

/** All in random order, those with more weight sooner (Efraimidis and Spirakis, 2006). */
export function byWeight<T>(values: readonly T[], weightOf: (value: T) => number, random: Random): T[] {
  return values
    .map((value) => ({ value, place: random() ** (1 / weightOf(value)) }))
    .sort((a, b) => b.place - a.place)
    .map(({ value }) => value);
}

export function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
