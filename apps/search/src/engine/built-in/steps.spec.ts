import fc from 'fast-check';
import { finish, inTurns, mapInSteps, sortInSteps, sortedAtOnce, stepSize } from './steps';

describe('work in steps', () => {
  it('sorts like JavaScript, whatever the number of keys', () => {
    const sizes = fc.constantFrom(0, 1, 2, sortedAtOnce, sortedAtOnce + 1, 3 * sortedAtOnce + 7);
    fc.assert(
      fc.property(sizes, fc.integer(), (size, seed) => {
        const keys = Array.from({ length: size }, (_, place) => String((place * 7919 + seed) % 5_003));
        const expected = keys
          .map((_, place) => place)
          .sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
        expect([...finish(sortInSteps(keys))]).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it('maps, and lets others have their turn meanwhile', async () => {
    let turns = 0;
    let over = false;
    const others = (): void => {
      turns += 1;
      if (!over) setImmediate(others);
    };
    setImmediate(others);
    const values = Array.from({ length: 10 * stepSize }, (_, place) => place);
    const slowlyDoubled = (value: number): number => {
      for (const end = performance.now() + 0.02; performance.now() < end;);
      return value * 2;
    };
    await expect(inTurns(mapInSteps(values, slowlyDoubled))).resolves.toEqual(values.map((value) => value * 2));
    over = true;
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});
