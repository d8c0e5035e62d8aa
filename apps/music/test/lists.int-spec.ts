import { randomUUID } from 'node:crypto';
import { deleteTrack, listArtists, listGenres, listTracks, updateTrack, type CallInputOf } from '@djamms/contracts';
import { ownerIdentity, startTestSystem, userIdentity, type TestSystem } from '@djamms/testing';
import { musicService } from '../src/service';
import { addTrack, type Owner } from './library';

describe('lists of the library', () => {
  let system: TestSystem;
  let owner: Owner;
  beforeAll(async () => {
    system = await startTestSystem({ services: [musicService] });
  });
  afterAll(() => system.stop());
  beforeEach(() => {
    owner = ownerIdentity();
  });

  const list = (query: CallInputOf<typeof listTracks> = {}) => system.as(owner).request(listTracks, query);
  const titles = async (query: CallInputOf<typeof listTracks>) => (await list(query)).items.map(({ title }) => title);

  it('shows the venue’s own tracks, newest first, and no other venue’s', async () => {
    await addTrack(system, ownerIdentity());
    const [first, second] = [await addTrack(system, owner), await addTrack(system, owner)];
    const page = await list();
    expect(page).toMatchObject({ total: 2, page: 1, pageSize: 50 });
    expect(page.items.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(page.items[1]).toEqual(first);
  });

  it('reaches every track exactly once through pages, also where all sort alike', async () => {
    const made = [];
    for (let index = 0; index < 7; index++) made.push(await addTrack(system, owner));
    for (const sort of ['year:asc', 'popularity:desc'] as const) {
      const pages = await Promise.all([1, 2, 3, 4].map((page) => list({ page, pageSize: 2, sort })));
      expect(pages.map(({ total }) => total)).toEqual([7, 7, 7, 7]);
      const seen = pages.flatMap(({ items }) => items.map(({ id }) => id));
      expect(seen.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    }
    await expect(list({ page: 5, pageSize: 2 })).resolves.toMatchObject({ items: [], total: 7 });
  });

  it('filters by every field, without regard to case, and counts what it found', async () => {
    await addTrack(system, owner, { title: 'Azzurro', artist: 'Célentano', genre: 'Pop', year: 1968, album: 'Hits' });
    await addTrack(system, owner, { title: 'Blue', artist: 'Band', genre: 'Rock', year: 1999 }, { duration: 300 });
    await addTrack(system, owner, { title: 'Crimson', artist: 'band', genre: 'pop', year: 2010 }, { duration: 60 });
    const cases: [CallInputOf<typeof listTracks>, string[]][] = [
      [{ q: 'zzu' }, ['Azzurro']],
      [{ q: 'BAND' }, ['Blue', 'Crimson']],
      [{ q: 'célen' }, ['Azzurro']],
      [{ artist: 'BAND' }, ['Blue', 'Crimson']],
      [{ album: 'hits' }, ['Azzurro']],
      [{ genre: 'POP' }, ['Azzurro', 'Crimson']],
      [{ yearFrom: 1999 }, ['Blue', 'Crimson']],
      [{ yearFrom: 1960, yearTo: 1999 }, ['Azzurro', 'Blue']],
      [{ durationMin: 100, durationMax: 200 }, ['Azzurro']],
      [{ genre: 'pop', yearTo: 2000 }, ['Azzurro']],
      [{ source: 'file', artist: 'band' }, ['Blue', 'Crimson']],
      [{ source: 'youtube' }, []],
      [{ q: '' }, ['Azzurro', 'Blue', 'Crimson']],
    ];
    for (const [query, expected] of cases) {
      const page = await list({ ...query, sort: 'title:asc' });
      expect([query, page.items.map(({ title }) => title), page.total]).toEqual([query, expected, expected.length]);
    }
  });

  it('leaves tracks of an unknown year or tempo out of ranges', async () => {
    await addTrack(system, owner);
    const known = await addTrack(system, owner, { year: 1950 });
    await system.as(owner).request(updateTrack, { id: known.id, bpm: 120 });
    for (const query of [{ yearTo: 2000 }, { yearFrom: 0 }, { bpmMin: 100 }, { bpmMax: 150 }]) {
      const { items, total } = await list(query);
      expect([items.map(({ id }) => id), total]).toEqual([[known.id], 1]);
    }
  });

  it('takes wildcards, quotes and backslashes in a search for themselves', async () => {
    await addTrack(system, owner, { title: `100% "it's" \\ a_b` });
    await addTrack(system, owner, { title: 'plain axb 1000' });
    for (const q of ['100%', '"it\'s"', '\\', 'a_b', '%']) {
      await expect(list({ q })).resolves.toMatchObject({ total: 1 });
    }
    await expect(list({ q: '\u0001' })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('sorts names as people do: case and accents aside', async () => {
    for (const title of ['beta', 'Émile', 'Alpha', 'éclair', 'Zebra', 'ärger'])
      await addTrack(system, owner, { title });
    const expected = ['Alpha', 'ärger', 'beta', 'éclair', 'Émile', 'Zebra'];
    await expect(titles({ sort: 'title:asc' })).resolves.toEqual(expected);
    await expect(titles({ sort: 'title:desc' })).resolves.toEqual(expected.toReversed());
  });

  it('refuses an unknown sort field, an unknown venue, and guesses no venue', async () => {
    const unknown = { sort: 'password:asc' } as unknown as CallInputOf<typeof listTracks>;
    await expect(list(unknown)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(list({ venueId: randomUUID() })).rejects.toMatchObject({ code: 'venue_not_found' });
    const two = userIdentity({ venues: { [randomUUID()]: 'staff', [randomUUID()]: 'staff' } });
    await expect(system.as(two).request(listTracks, {})).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('counts genres and artists as tracks come, change and go', async () => {
    const jazz = await addTrack(system, owner, { genre: 'Jazz', artist: 'Trio' });
    await addTrack(system, owner, { genre: 'jazz', artist: 'TRIO' });
    await addTrack(system, owner, { genre: 'Rock', artist: 'Ärzte' });
    await addTrack(system, owner, { artist: 'Zz Top' });
    await addTrack(system, ownerIdentity(), { genre: 'Polka', artist: 'Other' });
    const genres = () => system.as(owner).request(listGenres, {});
    const artists = (page: number) => system.as(owner).request(listArtists, { page, pageSize: 2 });

    await expect(genres()).resolves.toEqual({
      items: [
        { name: expect.stringMatching(/^jazz$/i), trackCount: 2 },
        { name: 'Rock', trackCount: 1 },
      ],
    });
    await expect(artists(1)).resolves.toMatchObject({
      total: 3,
      items: [{ name: 'Ärzte', trackCount: 1 }, { trackCount: 2 }],
    });
    await expect(artists(2)).resolves.toMatchObject({ total: 3, items: [{ name: 'Zz Top', trackCount: 1 }] });

    await system.as(owner).request(updateTrack, { id: jazz.id, genre: 'Swing' });
    await system.as(owner).request(updateTrack, { id: jazz.id, genre: 'SWING' });
    const { items } = await genres();
    expect(items.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'jazz', trackCount: 1 },
      { name: 'Rock', trackCount: 1 },
      { name: 'SWING', trackCount: 1 },
    ]);
    await system.as(owner).request(deleteTrack, { id: jazz.id });
    await expect(list({ genre: 'swing' })).resolves.toMatchObject({ items: [], total: 0 });
    await expect(list({ artist: 'trio' })).resolves.toMatchObject({ total: 1 });
    await expect(list()).resolves.toMatchObject({ total: 3 });
  });

  it('keeps its counts right when many uploads and deletions happen at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        addTrack(system, owner, { genre: `G${index % 3}`, artist: `A${index % 4}` }),
      ),
    );
    await Promise.all([
      ...made.slice(0, 6).map(({ id }) => system.as(owner).request(deleteTrack, { id })),
      ...made.slice(6).map(({ id }, index) => system.as(owner).request(updateTrack, { id, genre: `G${index % 2}` })),
    ]);
    await expect(list()).resolves.toMatchObject({ total: 6 });
    const { items } = await system.as(owner).request(listGenres, {});
    expect(items.map(({ trackCount }) => trackCount)).toEqual([3, 3]);
  });
});
