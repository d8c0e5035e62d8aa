import { randomUUID } from 'node:crypto';
import {
  exportTracks,
  searchTracks,
  suggest,
  trackCreated,
  trackDeleted,
  trackPlayed,
  trackUpdated,
  type CallInputOf,
  type TrackSummary,
} from '@djamms/contracts';
import {
  eventually,
  ownerIdentity,
  startTestSystem,
  trackSummary,
  userIdentity,
  type TestSystem,
} from '@djamms/testing';
import fc from 'fast-check';
import { searchService } from '../src/service';
import { nasty } from './specification/any-text';
import { untilFilled } from './until-filled';

describe('search', () => {
  let system: TestSystem;
  let owner: ReturnType<typeof ownerIdentity>;
  beforeAll(async () => {
    system = await startTestSystem({
      services: [searchService],
      prepare: (tap) => tap.fake(exportTracks, () => ({ items: [] })),
    });
    await untilFilled(system);
  });
  afterAll(() => system.stop());
  beforeEach(() => {
    owner = ownerIdentity();
  });

  const search = (q: string, more: CallInputOf<typeof searchTracks> = {}) =>
    system.as(owner).request(searchTracks, { q, ...more });
  const titles = async (q: string, more: CallInputOf<typeof searchTracks> = {}) =>
    (await search(q, more)).items.map(({ title }) => title);

  /** Adds tracks as music tells of them, and waits until they can be found. */
  const add = async (...tracks: Partial<TrackSummary>[]): Promise<TrackSummary[]> => {
    const made = tracks.map((track) => trackSummary({ venueId: owner.venueId, ...track }));
    const { total } = await search('');
    for (const track of made) await system.messages.publish(trackCreated, { track });
    await found(total + made.length);
    return made;
  };
  const found = (total: number) => eventually(async () => expect((await search('')).total).toBe(total));

  it('finds a track a moment after it was added, with everything it says of itself', async () => {
    const track = trackSummary({ venueId: owner.venueId, title: 'Karma Police', artist: 'Radiohead' });
    await system.messages.publish(trackCreated, { track });
    await eventually(async () => expect(await search('karma police')).toMatchObject({ items: [track], total: 1 }));
  });

  it('forgives case, accents, punctuation and the end of the last word', async () => {
    await add({ title: 'Crazy in Love', artist: 'Beyoncé' }, { title: "Don't Stop Me Now", artist: 'Queen' });
    for (const q of ['beyonce crazy', 'BEYONCÉ', 'crazy in lo', 'love crazy'])
      expect([q, await titles(q)]).toEqual([q, ['Crazy in Love']]);
    for (const q of ['dont stop', "DON'T STOP", 'don’t   stop!', 'stop me n'])
      expect([q, await titles(q)]).toEqual([q, ["Don't Stop Me Now"]]);
  });

  it('forgives slips, and says what it took them for', async () => {
    await add(
      { title: 'Bohemian Rhapsody', artist: 'Queen' },
      { title: 'Love', artist: 'Courtney' },
      { title: 'Help', artist: 'Beatles', popularity: 9 },
    );
    for (const [q, meant] of [
      ['bohemain rapsody', 'bohemian rhapsody'],
      ['quen', 'queen'],
      ['lvoe', 'love'],
      ['bohemiam queen', 'bohemian queen'],
      ['beatels', 'beatles'],
    ] as const)
      expect([q, (await search(q)).didYouMean]).toEqual([q, meant]);
    await expect(search('xylophone concerto')).resolves.toMatchObject({ total: 0, items: [] });
  });

  it('ranks the whole title first, then the popular, and pages without repeating', async () => {
    await add(
      { title: 'Hello Goodbye', artist: 'Beatles', popularity: 50 },
      { title: 'Hello', artist: 'Adele', popularity: 1 },
      { title: 'Say Hello', artist: 'Nobody', popularity: 0 },
    );
    await expect(titles('hello')).resolves.toEqual(['Hello', 'Hello Goodbye', 'Say Hello']);
    const pages = await Promise.all([1, 2, 3, 4].map((page) => titles('hello', { page, pageSize: 1 })));
    expect(pages).toEqual([['Hello'], ['Hello Goodbye'], ['Say Hello'], []]);
  });

  it('offers artists best first, and counts genres, decades and lengths of all that was found', async () => {
    await add(
      { title: 'Prayer', artist: 'Madonna', genre: 'Pop', year: 1989, duration: 340 },
      { title: 'Vogue', artist: 'Madonna', genre: 'pop', year: 1990, duration: 300 },
      { title: 'Madonna Blue', artist: 'Elvis', genre: 'Rock', year: null, duration: 100 },
    );
    const result = await search('madon', { pageSize: 1 });
    expect(result.artists).toEqual([
      { name: 'Madonna', trackCount: 2 },
      { name: 'Elvis', trackCount: 1 },
    ]);
    expect(result).toMatchObject({ total: 3, page: 1, pageSize: 1 });
    expect(result.facets).toEqual({
      genre: [
        { value: expect.stringMatching(/^pop$/i), count: 2 },
        { value: 'Rock', count: 1 },
      ],
      year: [
        { value: '1990s', count: 1 },
        { value: '1980s', count: 1 },
      ],
      duration: [
        { value: '0-120', count: 1 },
        { value: '240-360', count: 2 },
      ],
    });
  });

  it('narrows by every filter', async () => {
    const artist = 'Sigur Rós';
    await add(
      { title: 'One', artist, album: 'Ágætis', genre: 'Post-Rock', year: 1999, duration: 500, bpm: 72.5 },
      { title: 'Two', artist: 'Other', year: 2005, duration: 100 },
    );
    const cases: [CallInputOf<typeof searchTracks>, string[]][] = [
      [{ artist: 'sigur ros' }, ['One']],
      [{ album: 'agaetis' }, ['One']],
      [{ genre: 'post rock' }, ['One']],
      [{ yearFrom: 2000 }, ['Two']],
      [{ yearTo: 2000 }, ['One']],
      [{ durationMin: 400, durationMax: 600 }, ['One']],
      [{ bpmMin: 72.5, bpmMax: 72.5 }, ['One']],
      [{ bpmMax: 72 }, []],
      [{ source: 'youtube' }, []],
    ];
    for (const [filter, expected] of cases) expect([filter, await titles('', filter)]).toEqual([filter, expected]);
  });

  it('finds titles of signs, of other scripts, and single characters of those without spaces', async () => {
    await add(
      { title: '???', artist: '!!!' },
      { title: '七里香', artist: '周杰倫' },
      { title: 'حبيبي', artist: 'عمرو دياب' },
    );
    await expect(titles('!!!')).resolves.toEqual(['???']);
    await expect(titles('???')).resolves.toEqual(['???']);
    await expect(titles('杰倫')).resolves.toEqual(['七里香']);
    await expect(titles('\u202bحبيبي\u202c')).resolves.toEqual(['حبيبي']);
  });

  it('takes any text at all for words to look for', async () => {
    await add({ title: 'Plain', artist: 'Song' });
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ maxLength: 5 })), { maxLength: 60 })
        .map((parts) => parts.join('').slice(0, 300)),
    );
    await fc.assert(
      fc.asyncProperty(typed, async (q) => {
        const [result, suggested] = await Promise.all([
          search(q),
          system.as(owner).request(suggest, { q: q.replace(/[\u0000-\u001f\u007f-\u009f]/g, '') }),
        ]);
        expect(result.total).toBeLessThanOrEqual(1);
        expect(suggested.items.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 150 },
    );
    await expect(search('x'.repeat(301))).rejects.toMatchObject({ code: 'invalid_request' });
  });

  describe('suggestions', () => {
    it('offer artists and tracks that begin so', async () => {
      const [track] = await add(
        { title: 'Queen of Hearts', artist: 'Juice Newton', popularity: 3 },
        { title: 'Radio Ga Ga', artist: 'Queen' },
      );
      const { items } = await system.as(owner).request(suggest, { q: 'quee' });
      expect(items[0]).toEqual({ kind: 'artist', text: 'Queen' });
      expect(items[1]).toEqual({ kind: 'track', text: 'Queen of Hearts', trackId: track?.id, artist: 'Juice Newton' });
      await expect(system.as(owner).request(suggest, { q: 'que', limit: 1 })).resolves.toMatchObject({
        items: [{ text: 'Queen of Hearts' }],
      });
      await expect(system.as(owner).request(suggest, { q: ' ' })).resolves.toEqual({ items: [] });
    });
  });

  describe('venues', () => {
    it('never see each other’s tracks, words or artists; all see shared ones', async () => {
      await add({ title: 'Secret Anthem', artist: 'Hidden Band' });
      const sharedTrack = trackSummary({ venueId: null, title: 'Common Ground', artist: 'Everybody' });
      await system.messages.publish(trackCreated, { track: sharedTrack });
      const stranger = system.as(ownerIdentity());
      await eventually(async () => {
        await expect(stranger.request(searchTracks, { q: 'common' })).resolves.toMatchObject({ total: 1 });
      });
      for (const q of ['secret', 'secrte', 'hidden']) {
        const result = await stranger.request(searchTracks, { q });
        expect(result).toMatchObject({ total: 0, artists: [] });
        expect(result.didYouMean).toBeUndefined();
        await expect(stranger.request(suggest, { q })).resolves.toEqual({ items: [] });
      }
      const foreign = { q: '', venueId: owner.venueId };
      await expect(stranger.request(searchTracks, foreign)).rejects.toMatchObject({ code: 'venue_not_found' });
      await expect(stranger.request(suggest, foreign)).rejects.toMatchObject({ code: 'venue_not_found' });
      const nobody = userIdentity();
      await expect(system.as(nobody).request(searchTracks, {})).rejects.toMatchObject({ code: 'invalid_request' });
      await expect(system.as().request(searchTracks, {})).rejects.toMatchObject({ code: 'unauthenticated' });
      await system.messages.publish(trackDeleted, { trackId: sharedTrack.id, venueId: null, fileId: null, title: '' });
      await eventually(async () => {
        await expect(stranger.request(searchTracks, { q: 'common' })).resolves.toMatchObject({ total: 0 });
      });
    });
  });

  describe('news that come late, twice or in the wrong order', () => {
    it('leave the newest version', async () => {
      const [track] = await add({ title: 'First name', version: 1 });
      const version = (number: number, title: string) => ({
        track: { ...track!, version: number, title },
        fields: ['title'],
      });
      await system.messages.publish(trackUpdated, version(3, 'Third name'));
      await system.messages.publish(trackUpdated, version(2, 'Second name'));
      await system.messages.publish(trackUpdated, version(3, 'Third name'));
      // Updates are handled in order: when this one can be found, all before it have been.
      const marker = trackSummary({ venueId: owner.venueId, title: 'Marker' });
      await system.messages.publish(trackUpdated, { track: marker, fields: [] });
      await found(2);
      await eventually(async () => expect(await titles('third')).toEqual(['Third name']));
      await expect(titles('second')).resolves.toEqual([]);
      await expect(titles('first')).resolves.toEqual([]);
    });

    it('never bring a deleted track back', async () => {
      const track = trackSummary({ venueId: owner.venueId, title: 'Gone' });
      const { id: trackId, venueId, fileId, title } = track;
      await system.messages.publish(trackDeleted, { trackId, venueId, fileId, title });
      await eventually(async () => {
        const rows = await system.database.query('SELECT 1 FROM search.documents WHERE track_id = $1', [trackId]);
        expect(rows).toHaveLength(1);
      });
      await system.messages.publish(trackCreated, { track });
      await system.messages.publish(trackUpdated, { track: { ...track, version: 9 }, fields: [] });
      // Each kind of news is handled in order: when these can be found, those before them have been.
      await add({ title: 'Marker' });
      const updated = trackSummary({ venueId, title: 'Marker too' });
      await system.messages.publish(trackUpdated, { track: updated, fields: [] });
      await eventually(async () => expect(await titles('too')).toEqual(['Marker too']));
      expect((await titles('')).toSorted()).toEqual(['Marker', 'Marker too']);
    });

    it('rank by the most plays that were heard of', async () => {
      const [rare, often] = await add({ title: 'Song one' }, { title: 'Song two' });
      const play = (track: TrackSummary | undefined, playCount: number) => ({
        trackId: track!.id,
        venueId: owner.venueId,
        durationPlayed: 180,
        playCount,
        popularity: playCount,
      });
      await system.messages.publish(trackPlayed, play(often, 5));
      await system.messages.publish(trackPlayed, play(often, 4));
      await system.messages.publish(trackPlayed, play(rare, 1));
      await eventually(async () => {
        const { items } = await search('song');
        expect(items.map(({ title, playCount }) => [title, playCount])).toEqual([
          ['Song two', 5],
          ['Song one', 1],
        ]);
      });
    });
  });

  it('knows no venue by guessing', async () => {
    const two = userIdentity({ venues: { [randomUUID()]: 'staff', [randomUUID()]: 'staff' } });
    await expect(system.as(two).request(searchTracks, {})).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
