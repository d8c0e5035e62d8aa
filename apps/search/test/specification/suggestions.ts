import { type Subject } from './subject';

export function specifySuggestions({ suggest, suggested, add }: Subject): void {
  describe('suggests', () => {
    it('titles and artists that begin so, the popular first', async () => {
      const [hearts] = await add(
        { title: 'Queen of Hearts', artist: 'Juice Newton', popularity: 30 },
        { title: 'Queen of Nothing', artist: 'Nobody', popularity: 1 },
        { title: 'Radio Ga Ga', artist: 'Queen', popularity: 20 },
      );
      const items = await suggest('quee');
      expect(items).toContainEqual({ kind: 'artist', text: 'Queen' });
      expect(items).toContainEqual({
        kind: 'track',
        text: 'Queen of Hearts',
        trackId: hearts?.id,
        artist: 'Juice Newton',
      });
      const tracks = items.filter(({ kind }) => kind === 'track').map((item) => item.text);
      expect(tracks.slice(0, 2)).toEqual(['Queen of Hearts', 'Queen of Nothing']);
      await expect(suggest('quee', 1)).resolves.toHaveLength(1);
    });

    it('what is meant by one wrong letter, from the fourth on', async () => {
      await add({ title: 'Thriller', artist: 'Michael Jackson' }, { title: 'Bohemian Rhapsody', artist: 'Queen' });
      for (const [text, title] of [
        ['thrl', 'Thriller'],
        ['thirll', 'Thriller'],
        ['bohemain', 'Bohemian Rhapsody'],
        ['bohemian rapso', 'Bohemian Rhapsody'],
      ] as const)
        expect([text, await suggested(text)]).toEqual([text, expect.arrayContaining([title]) as string[]]);
    });

    it('tracks that hold the words, where no title begins so', async () => {
      await add({ title: 'Bohemian Rhapsody', artist: 'Queen' });
      await expect(suggested('rhaps')).resolves.toEqual(['Bohemian Rhapsody']);
    });

    it('each song and artist once, and originals before versions', async () => {
      await add(
        { title: 'Africa', artist: 'Toto', popularity: 5 },
        { title: 'Africa (Live)', artist: 'Toto', popularity: 50 },
      );
      const found = await suggested('afric');
      expect(found[0]).toBe('Africa');
      expect(new Set(found).size).toBe(found.length);
    });

    it('nothing for nothing', async () => {
      await add({ title: 'Something' });
      for (const text of ['', '  ', '\u0000']) await expect(suggest(text)).resolves.toEqual([]);
    });
  });
}
