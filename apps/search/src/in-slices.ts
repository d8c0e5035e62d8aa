import { setImmediate as nextTurn } from 'node:timers/promises';

/** As `map`, in slices between which others get their turn. */
export async function mapInSlices<T, R>(values: readonly T[], slice: number, of: (value: T) => R): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < values.length; at += slice) {
    if (at > 0) await nextTurn();
    for (const value of values.slice(at, at + slice)) results.push(of(value));
  }
  return results;
}
