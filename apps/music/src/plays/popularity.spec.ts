import fc from 'fast-check';
import { halfLifeDays, isCounted, withPlay, type Popularity } from './popularity';

const day = 24 * 3_600_000;
const none: Popularity = { popularity: 0, popularityAt: null };
const start = Date.UTC(2026, 0, 1);

describe('what counts as a play', () => {
  it('counts more than half of the track, or four minutes', () => {
    const counts = (durationPlayed: number, duration: number) =>
      isCounted({ durationPlayed, source: 'queue' }, duration);
    expect(counts(90, 180)).toBe(false);
    expect(counts(90.1, 180)).toBe(true);
    expect(counts(239, 3_600)).toBe(false);
    expect(counts(240, 3_600)).toBe(true);
    expect(counts(0, 0)).toBe(false);
  });

  it('never counts a preview', () => {
    expect(isCounted({ durationPlayed: 300, source: 'preview' }, 180)).toBe(false);
  });
});

describe('popularity', () => {
  it('halves with each half-life', () => {
    const first = withPlay(none, new Date(start));
    const second = withPlay(first, new Date(start + halfLifeDays * day));
    expect(first.popularity).toBe(1);
    expect(second.popularity).toBeCloseTo(1.5);
  });

  it('comes out the same in whatever order plays arrive', () => {
    const ages = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(ages, (days) => {
        const total = (order: number[]) =>
          order.reduce((sum, age) => withPlay(sum, new Date(start + age * day)), none).popularity;
        expect(total([...days].reverse())).toBeCloseTo(total(days), 8);
      }),
    );
  });
});
