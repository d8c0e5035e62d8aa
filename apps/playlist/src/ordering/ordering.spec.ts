import fc from 'fast-check';
import { gap, keysBetween } from './keys';
import { shuffleKey } from './shuffle';

describe('keysBetween', () => {
  it('finds keys in order between any two, or says that there is no room', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 1e9 }), fc.integer({ min: 1, max: 1000 }), (before, distance, count) => {
        const keys = keysBetween(before, before + distance, count);
        if (!keys) return expect(distance).toBeLessThan(count + 1);
        const all = [before, ...keys, before + distance];
        expect(all).toEqual(all.toSorted((a, b) => a - b));
        expect(new Set(all).size).toBe(count + 2);
      }),
    );
  });

  it('leaves a gap at an open end', () => {
    expect(keysBetween(null, null, 2)).toEqual([gap, 2 * gap]);
    expect(keysBetween(7, null)).toEqual([7 + gap]);
    expect(keysBetween(null, 7)).toEqual([7 - gap]);
  });
});

describe('shuffleKey', () => {
  const seeds = fc.integer({ min: 0, max: 0xffffffff });
  const salts = fc.uniqueArray(fc.integer({ min: 0, max: 0x7fffffff }), { minLength: 2, maxLength: 200 });

  it('gives no two salts the same key, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, salts, (seed, all) => {
        expect(new Set(all.map((salt) => shuffleKey(seed, salt))).size).toBe(all.length);
      }),
    );
  });

  it('stays within what a double holds exactly', () => {
    fc.assert(
      fc.property(seeds, salts, (seed, all) => {
        for (const salt of all) {
          const key = shuffleKey(seed, salt);
          expect(Number.isSafeInteger(key) && key >= 0).toBe(true);
        }
      }),
    );
  });

  it('makes another order of every seed', () => {
    const all = Array.from({ length: 50 }, (_, index) => Math.imul(index, 0x9e3779b1) >>> 1);
    const orders = Array.from({ length: 100 }, (_, seed) =>
      all.toSorted((a, b) => shuffleKey(seed, a) - shuffleKey(seed, b)).join(),
    );
    expect(new Set(orders).size).toBe(100);
  });
});
