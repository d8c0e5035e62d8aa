import { LruCache } from './lru-cache';

describe('LruCache', () => {
  it('asks once for what is asked for at the same time or again', async () => {
    const cache = new LruCache<number>(10);
    let fetched = 0;
    const fetch = async (): Promise<number> => ++fetched;
    expect(await Promise.all([cache.get('a', fetch), cache.get('a', fetch)])).toEqual([1, 1]);
    expect(await cache.get('a', fetch)).toBe(1);
  });

  it('keeps no more than its capacity, the latest used', async () => {
    const cache = new LruCache<string>(2);
    for (const key of ['a', 'b', 'a', 'c']) await cache.get(key, async () => key);
    expect(await cache.get('a', async () => 'again')).toBe('a');
    expect(await cache.get('b', async () => 'again')).toBe('again');
  });

  it('keeps nothing for longer than it may, however often it is asked for', async () => {
    let now = 0;
    const cache = new LruCache<number>(2, 60_000, () => now);
    let fetched = 0;
    const fetch = async (): Promise<number> => ++fetched;
    for (; now < 60_000; now += 10_000) expect(await cache.get('a', fetch)).toBe(1);
    expect(await cache.get('a', fetch)).toBe(2);
  });

  it('keeps neither nothing nor failures', async () => {
    const cache = new LruCache<number>(2);
    expect(await cache.get('a', async () => null)).toBeNull();
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.get('a', async () => 5)).toBe(5);
  });

  it('does not keep what was forgotten while it was fetched', async () => {
    const cache = new LruCache<number>(2);
    let answer = (_: number): void => undefined;
    const first = cache.get('a', () => new Promise((resolve) => (answer = resolve)));
    cache.delete('a');
    answer(1);
    expect(await first).toBe(1);
    expect(await cache.get('a', async () => 2)).toBe(2);
  });
});
