import { randomUUID } from 'node:crypto';
import { trackSummary } from '@djamms/testing';
import { Shelf } from '../../../test/shelf';
import { BuiltInSearchEngine } from './built-in-search-engine';
import { LibraryCache } from './library-cache';
import { LibrarySearch } from './library-search';

describe('the libraries in memory', () => {
  const budget = 1_000_000;
  let shelf: Shelf;
  let cache: LibraryCache;
  let revision = 0;
  beforeEach(() => {
    shelf = new Shelf();
    cache = new LibraryCache(shelf, budget);
  });

  const put = (venueId: string, title: string, id = randomUUID() as string): string => {
    const track = trackSummary({ id, venueId, title });
    shelf.put(id, venueId, ++revision, { track, revision, clicks: 0 });
    return id;
  };
  const count = async (venueId: string, text: string): Promise<number> => {
    const library = await cache.get(venueId);
    return new LibrarySearch(library.segments(), text, {}).run({ page: 1, pageSize: 10 }).total;
  };

  it('stay within their budget, and those used last stay', async () => {
    const venues = Array.from({ length: 40 }, () => randomUUID());
    for (const venue of venues) for (let number = 0; number < 300; number++) put(venue, `Song ${number}`);
    for (const venue of venues) {
      await expect(count(venue, 'song')).resolves.toBe(300);
      expect(cache.bytes).toBeLessThanOrEqual(budget);
    }
    expect(cache.size).toBeGreaterThan(3);
    expect(cache.size).toBeLessThan(venues.length);
    const read = jest.spyOn(shelf, 'tracks');
    await cache.get(venues.at(-1)!);
    expect(read).not.toHaveBeenCalled();
    await cache.get(venues[0]!);
    expect(read).toHaveBeenCalledTimes(1);
  }, 30_000);

  it('are kept while they are used, however small the budget: what all venues share, and the last venue’s', async () => {
    cache = new LibraryCache(shelf, 1);
    const engine = new BuiltInSearchEngine(shelf, cache);
    const venue = randomUUID();
    put(venue, 'Song');
    const read = jest.spyOn(shelf, 'tracks');
    const query = { text: 'song', filters: {}, page: 1, pageSize: 10 };
    for (let times = 0; times < 5; times++)
      await expect(engine.search(venue, query)).resolves.toMatchObject({ total: 1 });
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('are read once, however many ask at once', async () => {
    const venue = randomUUID();
    put(venue, 'Song');
    const read = jest.spyOn(shelf, 'tracks');
    await Promise.all(Array.from({ length: 5 }, () => cache.get(venue)));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('miss nothing that changes while they are read', async () => {
    const [known, venue] = [randomUUID(), randomUUID()];
    const [old, gone] = [put(venue, 'Old title'), put(venue, 'Gone')];
    await cache.get(known);
    const reading = cache.get(venue);
    put(venue, 'New title', old);
    put(venue, 'Another');
    shelf.put(gone, venue, ++revision, null);
    await Promise.all([cache.follow(), reading]);
    await cache.follow();
    await expect(count(venue, '')).resolves.toBe(2);
    await expect(count(venue, 'old')).resolves.toBe(0);
    await expect(count(venue, 'new title')).resolves.toBe(1);
  });

  it('miss nothing of one that is read while changes of others are asked for', async () => {
    const [known, venue] = [randomUUID(), randomUUID()];
    put(known, 'Known');
    const id = put(venue, 'Old title');
    await cache.get(known);
    const ask = shelf.changesAfter.bind(shelf);
    jest.spyOn(shelf, 'changesAfter').mockImplementationOnce(async (after, scopes) => {
      await cache.get(venue);
      put(venue, 'New title', id);
      return ask(after, scopes);
    });
    await cache.follow();
    await expect(count(venue, 'new title')).resolves.toBe(1);
    await expect(count(venue, 'old')).resolves.toBe(0);
  });

  it('let others have their turn while they follow thousands of changes', async () => {
    const venue = randomUUID();
    const ids = Array.from({ length: 5_000 }, (_, number) => put(venue, `Start ${number}`));
    await cache.get(venue);
    ids.forEach((id, number) => put(venue, `Then ${number}`, id));
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    await cache.follow();
    clearInterval(others);
    expect(turns).toBeGreaterThan(3);
    await expect(count(venue, 'then')).resolves.toBe(5_000);
  });

  it('change in place where only a play came, however its artist is spelled beside others', async () => {
    const venue = randomUUID();
    const spelled = (artist: string, id: string, popularity: number): void => {
      const track = trackSummary({ id, venueId: venue, title: 'Halo', artist, popularity });
      shelf.put(id, venue, ++revision, { track, revision, clicks: 0 });
    };
    const [one, other] = [randomUUID(), randomUUID()].sort();
    spelled('Beyonce', one!, 1);
    spelled('Beyoncé', other!, 1);
    const library = await cache.get(venue);
    spelled('Beyoncé', other!, 2);
    await cache.follow();
    expect(library.segments().map(({ live }) => live)).toEqual([2]);
  });

  it('stay right and small through thousands of changes', async () => {
    const venue = randomUUID();
    const ids = Array.from({ length: 500 }, (_, number) => put(venue, `Start ${number}`));
    await cache.get(venue);
    for (let round = 1; round <= 12; round++) {
      ids.forEach((id, number) => put(venue, `Round ${round} ${number}`, id));
      await cache.follow();
      await expect(count(venue, `round ${round}`)).resolves.toBeGreaterThanOrEqual(500);
      await expect(count(venue, 'start')).resolves.toBe(0);
    }
    await expect(count(venue, '')).resolves.toBe(500);
    const library = await cache.get(venue);
    expect(library.segments().length).toBeLessThan(10);
  });

  it('go on when they could not be read', async () => {
    const venue = randomUUID();
    put(venue, 'Song');
    const read = jest.spyOn(shelf, 'revision').mockRejectedValueOnce(new Error('away'));
    await expect(cache.get(venue)).rejects.toThrow('away');
    read.mockRestore();
    await expect(count(venue, 'song')).resolves.toBe(1);
  });
});
