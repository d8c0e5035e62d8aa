import { backoffMs } from './backoff';

describe('a pause before the next try', () => {
  const limits = { first: 100, most: 1_000 };

  it.each([
    [1, 100],
    [2, 200],
    [4, 800],
    [5, 1_000],
    [5_000, 1_000],
  ])('after try %i is at most %i ms, and at least half of that', (attempt, step) => {
    const pauses = Array.from({ length: 200 }, () => backoffMs(attempt, limits));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(step);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(step / 2);
  });

  it('is not the same for everybody', () => {
    expect(new Set(Array.from({ length: 20 }, () => backoffMs(3, limits))).size).toBeGreaterThan(10);
  });
});
