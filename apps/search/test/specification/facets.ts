import { type SearchFilters } from '@djamms/contracts';
import { type Subject } from './subject';

export function specifyFacets({ ask, titles, suggest, add }: Subject): void {
  describe('filters and facets', () => {
    const artist = 'Sigur Rós';
    beforeEach(async () => {
      await add(
        {
          title: 'Song One',
          artist,
          album: 'Ágætis byrjun',
          genre: 'Post-Rock',
          year: 1999,
          duration: 500,
          bpm: 72.5,
        },
        { title: 'Song Two', artist: 'Other', album: 'More', genre: 'Pop', year: 2005, duration: 100, bpm: 128 },
        { title: 'Song Three', artist: 'Other', genre: 'pop', year: 2009, duration: 240, source: 'youtube' },
        { title: 'Song Four', artist: 'The Other', genre: null, year: null, duration: 239.5 },
      );
    });

    it.each<[SearchFilters, string[]]>([
      [{ artist: 'sigur ros' }, ['Song One']],
      [{ artist: 'other' }, ['Song Three', 'Song Two']],
      [{ artist: 'the other' }, ['Song Four']],
      [{ artist: 'nobody' }, []],
      [{ album: 'agaetis byrjun' }, ['Song One']],
      [{ genre: 'post rock' }, ['Song One']],
      [{ genre: 'POP' }, ['Song Three', 'Song Two']],
      [{ yearFrom: 2005 }, ['Song Three', 'Song Two']],
      [{ yearTo: 2005 }, ['Song One', 'Song Two']],
      [{ yearFrom: 2000, yearTo: 2008 }, ['Song Two']],
      [{ durationMin: 240 }, ['Song One', 'Song Three']],
      [{ durationMin: 200, durationMax: 239.5 }, ['Song Four']],
      [{ bpmMin: 72.5 }, ['Song One', 'Song Two']],
      [{ bpmMax: 127.9 }, ['Song One']],
      [{ bpmMin: 73, bpmMax: 200 }, ['Song Two']],
      [{ source: 'youtube' }, ['Song Three']],
      [{ genre: 'pop', yearFrom: 2006, artist: 'other' }, ['Song Three']],
    ])('%j', async (filters, expected) => {
      expect((await titles('', filters)).toSorted()).toEqual(expected);
      expect((await titles('song', filters)).toSorted()).toEqual(expected);
      await expect(ask('song', filters)).resolves.toMatchObject({ total: expected.length });
    });

    it('count all that was found, by genre, decade and duration', async () => {
      const { facets, total } = await ask('song', {}, { pageSize: 1 });
      expect(total).toBe(4);
      expect(facets).toEqual({
        genre: [
          { value: expect.stringMatching(/^pop$/i) as string, count: 2 },
          { value: 'Post-Rock', count: 1 },
        ],
        year: [
          { value: '2000s', count: 2 },
          { value: '1990s', count: 1 },
        ],
        duration: [
          { value: '0-120', count: 1 },
          { value: '120-240', count: 1 },
          { value: '240-360', count: 1 },
          { value: '360-', count: 1 },
        ],
      });
    });

    it('count only what the filters leave, and each count is what its filter finds', async () => {
      const { facets } = await ask('song', { yearFrom: 2000 });
      expect(facets.genre).toEqual([{ value: expect.stringMatching(/^pop$/i) as string, count: 2 }]);
      expect(facets.year).toEqual([{ value: '2000s', count: 2 }]);
      for (const { value, count } of (await ask('song')).facets.genre)
        await expect(ask('song', { genre: value })).resolves.toMatchObject({ total: count });
    });

    it('offer artists, those whose names were typed first', async () => {
      await add({ title: 'Other Roads', artist: 'Elvis', popularity: 70 });
      const { artists } = await ask('other');
      expect(artists).toHaveLength(3);
      expect(artists).toEqual([
        expect.objectContaining({ name: expect.stringMatching(/^(The )?Other$/) as string }),
        expect.objectContaining({ name: expect.stringMatching(/^(The )?Other$/) as string }),
        { name: 'Elvis', trackCount: 1 },
      ]);
      expect(artists).toContainEqual({ name: 'Other', trackCount: 2 });
    });

    it('offer an artist once, however the name is spelled', async () => {
      await add(
        { title: 'Halo', artist: 'Beyoncé' },
        { title: 'Hello', artist: 'Beyonce' },
        { title: 'Hallo', artist: 'BEYONCE' },
      );
      const name = expect.stringMatching(/^beyonc[eé]$/i) as string;
      await expect(ask('beyonce')).resolves.toMatchObject({ artists: [{ name, trackCount: 3 }] });
      const offered = (await suggest('beyonce')).filter(({ kind }) => kind === 'artist');
      expect(offered).toEqual([expect.objectContaining({ text: name })]);
    });

    it('count each genre whole, however often it is spelled otherwise, and none without a name', async () => {
      const spellings = Array.from({ length: 70 }, (_, index) => `Hip${' '.repeat(index + 1)}Hop`);
      await add(...[...spellings, '  '].map((genre) => ({ title: 'Melody', genre })));
      const { facets } = await ask('melody', {}, { pageSize: 1 });
      expect(facets.genre).toEqual([{ value: expect.stringMatching(/^Hip +Hop$/) as string, count: 70 }]);
    });

    it('offer the popular artist of those that begin so', async () => {
      await add(
        { title: 'A', artist: 'Taylor Swift', popularity: 60 },
        { title: 'B', artist: 'Tay Zonday', popularity: 5 },
      );
      await add({ title: 'Tay', artist: 'Nobody', popularity: 1 });
      const names = (await ask('tay')).artists.map((one) => one.name);
      expect(names).toEqual(['Taylor Swift', 'Tay Zonday', 'Nobody']);
    });
  });
}
