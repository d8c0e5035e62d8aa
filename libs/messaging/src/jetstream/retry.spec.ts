import { backoffSeconds } from './retry';

describe('the backoff of a failed try', () => {
  it('follows the table and stays at its end', () => {
    expect([1, 2, 3, 4, 9].map((attempt) => backoffSeconds([2, 10, 60], attempt))).toEqual([2, 10, 60, 60, 60]);
  });

  it('is a second where the table is empty', () => {
    expect(backoffSeconds([], 1)).toBe(1);
  });
});
