/**
 * Milliseconds to wait after the given failed try (from 1): doubling from `first` to `most`, and of that a random part
 * between half and all, so that many who lost the same server do not come back in step.
 */
export function backoffMs(attempt: number, { first, most }: { first: number; most: number }): number {
  const step = Math.min(most, first * 2 ** Math.min(attempt - 1, 30));
  return step * (0.5 + Math.random() / 2);
}
