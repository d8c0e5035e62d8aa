/** Distance between neighbours where there is room: a move takes the middle, twenty times in the same place. */
export const gap = 2 ** 20;

/**
 * Order keys for `count` new neighbours between two existing keys; null for an open end. Keys are integers that
 * JavaScript holds exactly (below 2^53).
 * @returns null when there is no room left: the list has to be numbered anew first.
 */
export function keysBetween(before: number | null, after: number | null, count = 1): number[] | null {
  const indexes = Array.from({ length: count }, (_, index) => index);
  if (after === null) return indexes.map((index) => (before ?? 0) + (index + 1) * gap);
  if (before === null) return indexes.map((index) => after - (count - index) * gap);
  const step = Math.floor((after - before) / (count + 1));
  return step < 1 ? null : indexes.map((index) => before + (index + 1) * step);
}
