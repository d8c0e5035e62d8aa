import fc from 'fast-check';
import { budgetOf, planCache } from './cache-plan';
import { wantList } from './want-list';

const key = fc.integer({ min: 1, max: 30 }).map((number) => `track ${number}`);
const bytes = fc.integer({ min: 1, max: 50 });
const byKey = { selector: (entry: { key: string }) => entry.key };
const wantedList = fc.uniqueArray(fc.record({ key, bytes }), byKey);
const keptList = fc.uniqueArray(fc.record({ key, bytes, usedAt: fc.integer({ min: 0, max: 99 }) }), byKey);

describe('planCache', () => {
  it('stays within its budget, keeps the most wanted, and removes only what has to go', () => {
    fc.assert(
      fc.property(wantedList, keptList, fc.integer({ min: 0, max: 300 }), (wanted, kept, budget) => {
        const { fetch, evict } = planCache(wanted, kept, budget);
        const size = new Map([...wanted, ...kept].map((entry) => [entry.key, entry.bytes]));
        const stays = kept.filter((entry) => !evict.includes(entry.key)).map((entry) => entry.key);
        const total = [...stays, ...fetch].reduce((sum, each) => sum + size.get(each)!, 0);
        expect(total).toBeLessThanOrEqual(budget);
        expect(new Set([...stays, ...fetch]).size).toBe(stays.length + fetch.length);
        // The most wanted that fits by itself is always there.
        const first = wanted.find((entry) => size.get(entry.key)! <= budget);
        if (first) expect([...stays, ...fetch]).toContain(first.key);
        // What is fetched comes in the order in which it is wanted.
        const order = wanted.map((entry) => entry.key);
        expect(fetch).toEqual(fetch.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
      }),
    );
  });

  it('leaves everything where there is room', () => {
    const kept = [{ key: 'old', bytes: 5, usedAt: 0 }];
    expect(planCache([{ key: 'new', bytes: 5 }], kept, 10)).toEqual({ fetch: ['new'], evict: [] });
    expect(planCache([{ key: 'new', bytes: 6 }], kept, 10)).toEqual({ fetch: ['new'], evict: ['old'] });
  });
});

describe('budgetOf', () => {
  it('takes half of what is free, counting its own songs as free', () => {
    expect(budgetOf({ quota: 1_000, usage: 600 }, 400)).toBe(400);
    expect(budgetOf({ quota: 1e15, usage: 0 }, 0)).toBe(4_096 * 1_048_576);
    expect(budgetOf(null, 0)).toBeGreaterThan(0);
  });
});

describe('wantList', () => {
  const songs = (prefix: string, count: number) =>
    Array.from({ length: count }, (_unused, index) => ({ trackId: `${prefix}${index}`, duration: 600 }));

  it('wants the song that plays, half an hour of the queue, an hour of the default playlist, then more of both', () => {
    const list = wantList({ trackId: 'now', duration: 600 }, songs('q', 50), songs('r', 50));
    expect(list.slice(0, 11)).toEqual(['now', 'q0', 'q1', 'q2', 'r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'q3']);
    expect(list.filter((track) => track.startsWith('q'))).toHaveLength(12);
    expect(list.filter((track) => track.startsWith('r'))).toHaveLength(36);
  });

  it('names each track once and has an end where lengths are unknown', () => {
    const endless = songs('x', 5_000).map((song) => ({ ...song, duration: 0 }));
    const list = wantList(null, endless, endless);
    expect(new Set(list).size).toBe(list.length);
    expect(list.length).toBeLessThan(200);
  });
});
