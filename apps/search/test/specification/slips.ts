import { type Subject } from './subject';

export function specifySlips({ ask, first, add }: Subject): void {
  describe('forgives', () => {
    beforeEach(async () => {
      await add({ title: 'Bohemian Rhapsody', artist: 'Queen' }, { title: 'Thriller', artist: 'Michael Jackson' });
      await add({ title: 'Sunshine of Your Love', artist: 'Cream' }, { title: 'A Little Respect', artist: 'Erasure' });
      await add({ title: 'Photograph', artist: 'Nickelback' }, { title: 'Knocking on Wood', artist: 'Eddie Floyd' });
      await add({ title: 'Crazy Night', artist: 'Loudness' }, { title: 'Crazy', artist: 'Patsy', popularity: 40 });
      await add({ title: 'The Wanderer', artist: 'Dion' }, { title: 'Wonder', artist: 'Natalie', popularity: 40 });
      await add(
        { title: 'Burn', artist: 'Usher', popularity: 20 },
        { title: 'Video', artist: 'India', popularity: 40 },
      );
    });

    it.each([
      ['letters exchanged', 'bohemain rhapsody', 'Bohemian Rhapsody'],
      ['a letter left out', 'thriler', 'Thriller'],
      ['a letter doubled', 'thrilller', 'Thriller'],
      ['a wrong letter', 'thrikler', 'Thriller'],
      ['a wrong first letter', 'rhriller', 'Thriller'],
      ['first letters exchanged', 'htriller', 'Thriller'],
      ['a slip in each of two words', 'bohemain rhapsdoy', 'Bohemian Rhapsody'],
      ['a slip in the artist', 'thriller jakcson', 'Thriller'],
      ['a slip in a half-typed word', 'bohemian rhpaso', 'Bohemian Rhapsody'],
      ['words joined', 'bohemianrhapsody', 'Bohemian Rhapsody'],
      ['a word parted', 'sun shine of your love', 'Sunshine of Your Love'],
      ['words joined by accident', 'alittle respect', 'A Little Respect'],
      ['spelling by ear', 'fotograf', 'Photograph'],
      ['a whole title spelled by ear', 'crazie nite', 'Crazy Night'],
      ['a slip in the half-typed end of a title', 'the wandre', 'The Wanderer'],
      ['a word too many that is a title itself', 'burn video', 'Burn'],
      ['a silent letter left out', 'nocking on wood', 'Knocking on Wood'],
      ['a word too many', 'bohemian rhapsody lyrics', 'Bohemian Rhapsody'],
      ['small words left out', 'sunshine love', 'Sunshine of Your Love'],
    ])('%s', async (_, text, title) => {
      await expect(first(text)).resolves.toBe(title);
    });

    it('and says what it took the words for', async () => {
      for (const [text, meant] of [
        ['bohemain rhapsody', 'bohemian rhapsody'],
        ['thriler', 'thriller'],
        ['quene', 'queen'],
      ] as const)
        expect([text, (await ask(text)).didYouMean]).toEqual([text, meant]);
    });

    it('but says nothing where what was typed is there', async () => {
      for (const text of ['thriller', 'thril', 'queen rhapsody', ''])
        expect([text, (await ask(text)).didYouMean]).toEqual([text, undefined]);
    });

    it('but finds nothing where nothing is near', async () => {
      await expect(ask('xylophonist concerto')).resolves.toMatchObject({
        total: 0,
        items: [],
        artists: [],
        facets: { genre: [], year: [], duration: [] },
      });
    });
  });
}
