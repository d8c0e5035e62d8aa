import { randomUUID } from 'node:crypto';
import { type SearchFilters, type Suggestion, type TrackSummary } from '@djamms/contracts';
import { trackSummary } from '@djamms/testing';
import fc from 'fast-check';
import {
  type RemovedTrack,
  type SearchEngine,
  type SearchResult,
  type TrackDocument,
} from '../src/engine/search-engine';

/** An engine with whatever it needs around it. Each promise settles when a search sees what was done. */
export interface EngineUnderTest {
  engine: SearchEngine;
  put(documents: readonly TrackDocument[]): Promise<void>;
  remove(tracks: readonly RemovedTrack[]): Promise<void>;
  /** These are all documents from then on. */
  fill(documents: readonly TrackDocument[]): Promise<void>;
  stop(): Promise<void>;
}

let revision = 0;
const document = (track: TrackSummary, clicks = 0): TrackDocument => ({ track, clicks, revision: ++revision });

/** What any string at all may be made of. */
const nasty = [
  ...[
    "'",
    '"',
    '\\',
    '\u0000',
    ':*',
    '&',
    '|',
    '!',
    '<->',
    '%',
    '_',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '^',
    '~',
    '?',
    '*',
    '+',
    '/',
  ],
  ...[
    '🎵',
    '\u202e',
    '\ud800',
    '$1',
    ';--',
    ' ',
    'é',
    'AND',
    'OR',
    'NOT',
    '/.*/',
    '(a+)+$',
    'title:',
    '_exists_',
    '愛',
    'ж',
    'ا',
  ],
];

/** What every engine must find, and in what order. Venues are new in each test, so that one engine serves them all. */
export function specifyEngine(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(`the ${name} engine`, () => {
    let tested: EngineUnderTest;
    let venueId: string;
    beforeAll(async () => {
      tested = await start();
    }, 120_000);
    afterAll(() => tested.stop());
    beforeEach(() => {
      venueId = randomUUID();
    });

    const ask = (
      text: string,
      filters: SearchFilters = {},
      paging: { page?: number; pageSize?: number } = {},
    ): Promise<SearchResult> => tested.engine.search(venueId, { text, filters, page: 1, pageSize: 50, ...paging });
    const titles = async (text: string, filters: SearchFilters = {}): Promise<string[]> =>
      (await ask(text, filters)).items.map(({ title }) => title);
    const first = async (text: string): Promise<string | undefined> => (await titles(text))[0];
    const suggest = (text: string, limit = 5): Promise<Suggestion[]> => tested.engine.suggest(venueId, text, limit);
    const suggested = async (text: string, limit?: number): Promise<string[]> =>
      (await suggest(text, limit)).map((item) => item.text);
    const add = async (...tracks: Partial<TrackSummary>[]): Promise<TrackSummary[]> => {
      const made = tracks.map((track) =>
        trackSummary({ venueId, artist: 'Somebody', genre: null, year: null, ...track }),
      );
      await tested.put(made.map((track) => document(track)));
      return made;
    };

    describe('finds', () => {
      it.each([
        ['the whole title', "don't stop me now"],
        ['words in any order', 'now stop'],
        ['without apostrophes', 'dont stop me now'],
        ['other apostrophes and spaces', 'DON’T   stop  me now!'],
        ['a half-typed last word', 'stop me n'],
        ['title and artist', 'queen stop'],
        ['artist and album', 'queen jazz'],
      ])('by %s', async (_, text) => {
        await add({ title: "Don't Stop Me Now", artist: 'Queen', album: 'Jazz' }, { title: 'Other', artist: 'King' });
        await expect(titles(text)).resolves.toEqual(["Don't Stop Me Now"]);
      });

      it.each([
        ['beyonce', 'Beyoncé'],
        ['BEYONCÉ', 'Beyoncé'],
        ['acdc', 'AC/DC'],
        ['ac dc', 'AC/DC'],
        ['ac/dc', 'AC/DC'],
        ['motorhead', 'Motörhead'],
        ['pink', 'P!nk'],
        ['kesha', 'Ke$ha'],
        ['rem', 'R.E.M.'],
        ['simon and garfunkel', 'Simon & Garfunkel'],
        ['simon & garfunkel', 'Simon & Garfunkel'],
        ['simon garfunkel', 'Simon & Garfunkel'],
        ['guns and roses', "Guns N' Roses"],
        ["guns n' roses", "Guns N' Roses"],
        ['santana rob thomas', 'Santana feat. Rob Thomas'],
        ['santana feat rob thomas', 'Santana feat. Rob Thomas'],
        ['santana featuring rob thomas', 'Santana feat. Rob Thomas'],
        ['beatles', 'The Beatles'],
        ['the beatles', 'The Beatles'],
      ])('“%s” as %s', async (text, artist) => {
        await add({ title: 'Wanted', artist }, { title: 'Unwanted', artist: 'Nobody' });
        await expect(titles(text)).resolves.toEqual(['Wanted']);
      });

      it('titles in which signs join words', async () => {
        await add({ title: "Baby(I'm Yours)" }, { title: 'Rock-A-Hula Baby' });
        await expect(first('baby im yours')).resolves.toBe("Baby(I'm Yours)");
        await expect(first('rock a hula')).resolves.toBe('Rock-A-Hula Baby');
      });

      it('titles of stop words, numbers and signs', async () => {
        await add({ title: 'This Is the Day', artist: 'The The' }, { title: '1999', artist: 'Prince' });
        await add({ title: 'One', artist: 'U2' }, { title: 'It', artist: 'Somebody' }, { title: '???', artist: '!!!' });
        for (const [text, title] of [
          ['the the', 'This Is the Day'],
          ['1999', '1999'],
          ['u2', 'One'],
          ['it', 'It'],
          ['!!!', '???'],
          ['???', '???'],
        ] as const)
          expect([text, await first(text)]).toEqual([text, title]);
      });

      it('by one letter what is that word or has one that begins with it, in the album too', async () => {
        const band = { artist: 'Maxstack', album: 'Endgame (Advanced Research)' };
        await add({ title: 'A' }, { title: 'Africa' }, { title: 'Nebula', ...band }, { title: 'Banana' });
        expect((await titles('a')).sort()).toEqual(['A', 'Africa', 'Nebula']);
        await expect(titles('e')).resolves.toEqual(['Nebula']);
      });

      it('other scripts, also parts of those without spaces', async () => {
        await add({ title: '七里香', artist: '周杰倫' }, { title: '上を向いて歩こう', artist: '坂本 九' });
        await add({ title: 'Подмосковные вечера', artist: 'Владимир Трошин' }, { title: 'حبيبي', artist: 'عمرو دياب' });
        for (const [text, title] of [
          ['杰倫', '七里香'],
          ['里香', '七里香'],
          ['歩こう', '上を向いて歩こう'],
          ['вечера', 'Подмосковные вечера'],
          ['ПОДМОСКОВНЫЕ веч', 'Подмосковные вечера'],
          ['\u202bحبيبي\u202c', 'حبيبي'],
        ] as const)
          expect([text, await first(text)]).toEqual([text, title]);
      });

      it('everything, the popular first, when nothing was typed', async () => {
        await add({ title: 'Rare', popularity: 1 }, { title: 'Popular', popularity: 50 });
        for (const text of ['', '   ', '\u0000']) await expect(titles(text)).resolves.toEqual(['Popular', 'Rare']);
      });
    });

    describe('forgives', () => {
      beforeEach(async () => {
        await add({ title: 'Bohemian Rhapsody', artist: 'Queen' }, { title: 'Thriller', artist: 'Michael Jackson' });
        await add(
          { title: 'Sunshine of Your Love', artist: 'Cream' },
          { title: 'A Little Respect', artist: 'Erasure' },
        );
        await add({ title: 'Photograph', artist: 'Nickelback' }, { title: 'Knocking on Wood', artist: 'Eddie Floyd' });
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

    describe('puts first', () => {
      it('exactly that title, however popular longer ones are', async () => {
        await add(
          { title: 'Hello Goodbye', artist: 'Beatles', popularity: 60 },
          { title: 'Hello', artist: 'Adele', popularity: 5 },
        );
        await add({ title: 'Say Hello', popularity: 40 });
        await expect(first('hello')).resolves.toBe('Hello');
      });

      it('the popular one of songs with one title', async () => {
        await add(
          { title: 'Hurt', artist: 'Nine Inch Nails', popularity: 3 },
          { title: 'Hurt', artist: 'Johnny Cash', popularity: 30 },
        );
        const { items } = await ask('hurt');
        expect(items.map(({ artist }) => artist)).toEqual(['Johnny Cash', 'Nine Inch Nails']);
      });

      it('an original before its versions, unless one is asked for', async () => {
        await add(
          { title: 'Africa (Live)', artist: 'Toto', popularity: 20 },
          { title: 'Africa', artist: 'Toto', popularity: 20 },
          { title: 'Africa - 2011 Remaster', artist: 'Toto', popularity: 20 },
        );
        await expect(first('africa')).resolves.toBe('Africa');
        await expect(first('toto africa')).resolves.toBe('Africa');
        await expect(first('africa live')).resolves.toBe('Africa (Live)');
        await expect(first('africa remaster')).resolves.toBe('Africa - 2011 Remaster');
        await expect(titles('africa')).resolves.toHaveLength(3);
      });

      it('a title that says live by itself', async () => {
        await add(
          { title: 'Live and Let Die', artist: 'Wings' },
          { title: 'Let It Die (Live)', artist: 'Others', popularity: 2 },
        );
        await expect(first('live and let die')).resolves.toBe('Live and Let Die');
      });

      it('a word in the title before the same word in an album', async () => {
        await add({ title: 'Something', album: 'Thunder Road', popularity: 2 }, { title: 'Thunder Road' });
        await expect(titles('thunder')).resolves.toEqual(['Thunder Road', 'Something']);
      });

      it('what was chosen often, within bounds', async () => {
        const [often, seldom, other] = ['One Summer', 'Two Summer', 'Summer'].map((title) =>
          trackSummary({ venueId, title, artist: 'Somebody', popularity: 3 }),
        );
        await tested.put([document(often!, 40), document(seldom!), document(other!)]);
        await expect(titles('summer')).resolves.toEqual(['Summer', 'One Summer', 'Two Summer']);
      });
    });

    describe('totals and pages', () => {
      const many = (count: number, track: (number: number) => Partial<TrackSummary>): Promise<TrackSummary[]> =>
        add(...Array.from({ length: count }, (_, number) => track(number)));

      it('count what was typed, not what is near it', async () => {
        await many(30, (number) => ({ title: `Number ${number} of love` }));
        await many(5, (number) => ({ title: `Number ${number} of live` }));
        await expect(ask('love')).resolves.toMatchObject({ total: 30 });
        await expect(ask('number')).resolves.toMatchObject({ total: 35 });
      });

      it('are exact far beyond a page, and pages hold each track once', async () => {
        await many(730, (number) => ({ title: `Anthem ${number}`, popularity: number % 7 }));
        const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => ask('anthem', {}, { page, pageSize: 200 })));
        expect(pages.map(({ total }) => total)).toEqual([730, 730, 730, 730, 730]);
        expect(pages.map(({ items }) => items.length)).toEqual([200, 200, 200, 130, 0]);
        expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(730);
      });

      it('give tracks as they are, with everything they say of themselves', async () => {
        const [track] = await add({
          title: 'Karma Police',
          artist: 'Radiohead',
          popularity: 2.5,
          playCount: 7,
          year: 1997,
        });
        expect((await ask('karma police')).items).toEqual([track]);
      });
    });

    describe('filters and facets', () => {
      const artist = 'Sigur Rós';
      beforeEach(async () => {
        await add(
          { title: 'Song One', artist, album: 'Ágætis byrjun', genre: 'Post-Rock', year: 1999, duration: 500 },
          { title: 'Song Two', artist: 'Other', album: 'More', genre: 'Pop', year: 2005, duration: 100 },
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

    describe('any text at all', () => {
      it('is taken for words to look for', async () => {
        await add({ title: 'Plain', artist: 'Song' });
        const typed = fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc
            .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ maxLength: 5 })), { maxLength: 60 })
            .map((parts) => parts.join('').slice(0, 300)),
        );
        await fc.assert(
          fc.asyncProperty(typed, async (text) => {
            const [result, items] = await Promise.all([ask(text), suggest(text)]);
            expect(result.total).toBeLessThanOrEqual(1);
            expect(result.items).toHaveLength(result.total);
            expect(items.length).toBeLessThanOrEqual(5);
          }),
          { numRuns: 100 },
        );
      });

      it('escapes into no query', async () => {
        await add({ title: 'One' }, { title: 'Two' });
        for (const text of [
          '*',
          'title:*',
          'One OR Two',
          '/.*/',
          'o*',
          'one"',
          "one' OR '1'='1",
          '(one',
          'one~2',
          'one AND NOT two',
        ])
          expect([
            text,
            (await ask(text)).items.map(({ title }) => title).includes('Two') && !/two/i.test(text),
          ]).toEqual([text, false]);
      });

      it('of the greatest length is answered', async () => {
        await add({ title: 'Plain' });
        for (const text of [
          'a '.repeat(150),
          'x'.repeat(300),
          'plain '.repeat(50),
          '愛'.repeat(300),
          'é'.repeat(300),
          '?'.repeat(300),
        ])
          await expect(ask(text)).resolves.toMatchObject({ total: expect.any(Number) as number });
      });
    });

    describe('venues', () => {
      it('see their own tracks and the shared ones, and nothing of each other’s', async () => {
        await add({ title: 'Secret Anthem', artist: 'Hidden Band', album: 'Vault', genre: 'Occult', year: 1950 });
        const title = `Common ${randomUUID().slice(0, 8)}`;
        const shared = trackSummary({ venueId: null, title, artist: 'Everybody' });
        await tested.put([document(shared)]);
        await expect(titles(title)).resolves.toEqual([title]);
        venueId = randomUUID();
        await expect(titles(title)).resolves.toEqual([title]);
        for (const text of ['secret', 'secert', 'secretanthem', 'hidden', 'hiddn band', 'vault', '']) {
          const result = await ask(text);
          expect([text, JSON.stringify(result).match(/secret|hidden|vault|occult|1950s/i)]).toEqual([text, null]);
          expect([text, JSON.stringify(await suggest(text)).match(/secret|hidden/i)]).toEqual([text, null]);
        }
        await tested.remove([{ trackId: shared.id, venueId: null, revision: ++revision }]);
        await expect(ask(title)).resolves.toMatchObject({ total: 0 });
      });

      it('are not helped by words of others', async () => {
        await add({ title: 'Zyxwvut Anthem' });
        venueId = randomUUID();
        await add({ title: 'Zyxwvus Hymn' });
        // Were the other venue's word known here, this would be that word, and mended no more.
        await expect(ask('zyxwvut')).resolves.toMatchObject({ total: 1, didYouMean: 'zyxwvus' });
      });
    });

    describe('what changes', () => {
      it('is found as it is now, and no longer as it was', async () => {
        const [track] = await add({ title: 'First name' });
        await tested.put([document({ ...track!, title: 'Second name', version: 2 })]);
        await expect(titles('second')).resolves.toEqual(['Second name']);
        await expect(titles('first')).resolves.toEqual([]);
        await expect(ask('name')).resolves.toMatchObject({ total: 1, facets: { duration: [{ count: 1 }] } });
        await expect(suggested('firs')).resolves.toEqual([]);
      });

      it('late or twice changes nothing', async () => {
        const track = trackSummary({ venueId, title: 'Third name', version: 3 });
        const [old, middle, newest] = [1, 2, 3].map((version) =>
          document({ ...track, title: `Name ${version}`, version }),
        );
        await tested.put([middle!]);
        await tested.put([newest!]);
        await tested.put([old!]);
        await tested.put([newest!]);
        await expect(titles('name')).resolves.toEqual(['Name 3']);
      });

      it('is gone when it was removed, whatever comes late', async () => {
        const [track] = await add({ title: 'Gone' });
        const late = document({ ...track!, title: 'Gone again' });
        await tested.remove([{ trackId: track!.id, venueId, revision: ++revision }]);
        await tested.put([late]);
        await expect(ask('gone')).resolves.toMatchObject({ total: 0 });
        await expect(suggest('gone')).resolves.toEqual([]);
      });

      it('ranks anew when it was played', async () => {
        const [one, two] = await add({ title: 'Song one', popularity: 2 }, { title: 'Song two', popularity: 1 });
        await expect(titles('song')).resolves.toEqual(['Song one', 'Song two']);
        await tested.put([document({ ...two!, popularity: 40, playCount: 41 })]);
        const { items } = await ask('song');
        expect(items.map(({ title, playCount }) => [title, playCount])).toEqual([
          ['Song two', 41],
          ['Song one', one!.playCount],
        ]);
      });

      it('stays right through many changes', async () => {
        const tracks = await add(...Array.from({ length: 40 }, (_, number) => ({ title: `Item ${number}` })));
        for (let round = 1; round <= 3; round++)
          await tested.put(
            tracks.map((track, number) =>
              document({ ...track, title: `Item ${number} round ${round}`, version: 1 + round }),
            ),
          );
        await tested.remove(tracks.slice(0, 10).map(({ id }) => ({ trackId: id, venueId, revision: ++revision })));
        await expect(ask('item')).resolves.toMatchObject({ total: 30 });
        await expect(ask('round 3')).resolves.toMatchObject({ total: 30 });
        await expect(ask('item 25 round 2')).resolves.not.toMatchObject({ items: [{ title: 'Item 25 round 2' }] });
      });
    });

    it('holds exactly what it was filled with, while and after searches go on', async () => {
      const [kept, gone] = await add({ title: 'Kept' }, { title: 'Dropped' });
      const fresh = trackSummary({ venueId, title: 'Fresh' });
      const filling = tested.fill([document(kept!), document(fresh)]);
      await expect(ask('kept')).resolves.toMatchObject({ total: 1 });
      await filling;
      expect((await titles('')).toSorted()).toEqual(['Fresh', 'Kept']);
      await expect(ask(gone!.title)).resolves.toMatchObject({ total: 0 });
      const { tracks, bytes } = await tested.engine.stats();
      expect([tracks >= 2, bytes > 0]).toEqual([true, true]);
      await expect(tested.engine.check()).resolves.toBeUndefined();
    });
  });
}
