import { type SearchFilters, type TrackSummary } from '@djamms/contracts';
import { trackSummary } from '@djamms/testing';
import { document, nextRevision, type Subject } from './subject';

export function specifyChanges(subject: Subject): void {
  const { ask, titles, suggest, suggested, add } = subject;
  describe('what changes', () => {
    it('is found as it is now, and no longer as it was', async () => {
      const [track] = await add({ title: 'First name' });
      await subject.tested.put([document({ ...track!, title: 'Second name', version: 2 })]);
      await expect(titles('second')).resolves.toEqual(['Second name']);
      await expect(titles('first')).resolves.toEqual([]);
      await expect(ask('name')).resolves.toMatchObject({ total: 1, facets: { duration: [{ count: 1 }] } });
      await expect(suggested('firs')).resolves.toEqual([]);
    });

    // One field alone at a time: an engine that leaves as it is what it takes for unchanged must look at each of them.
    it.each<[Partial<TrackSummary>, SearchFilters]>([
      [{ artist: 'Afterwards' }, { artist: 'afterwards' }],
      [{ album: 'Afterwards' }, { album: 'afterwards' }],
      [{ genre: 'Later' }, { genre: 'later' }],
      [{ year: 2020 }, { yearFrom: 2020 }],
      [{ duration: 301 }, { durationMin: 301 }],
      [{ bpm: 150.5 }, { bpmMin: 150 }],
      [{ source: 'spotify' }, { source: 'spotify' }],
    ])('is narrowed by as it is now: %j', async (change, filters) => {
      const before = { album: 'Before', genre: 'Earlier', year: 1990, duration: 100, bpm: 90 };
      const [track] = await add({ title: 'Song', ...before });
      await expect(titles('song', filters)).resolves.toEqual([]);
      await subject.tested.put([document({ ...track!, ...change, version: 2 })]);
      await expect(titles('song', filters)).resolves.toEqual(['Song']);
      await subject.tested.put([document({ ...track!, version: 3 })]);
      await expect(titles('song', filters)).resolves.toEqual([]);
    });

    it('late or twice changes nothing', async () => {
      const track = trackSummary({ venueId: subject.venueId, title: 'Third name', version: 3 });
      const [old, middle, newest] = [1, 2, 3].map((version) =>
        document({ ...track, title: `Name ${version}`, version }),
      );
      await subject.tested.put([middle!]);
      await subject.tested.put([newest!]);
      await subject.tested.put([old!]);
      await subject.tested.put([newest!]);
      await expect(titles('name')).resolves.toEqual(['Name 3']);
    });

    it('is gone when it was removed, whatever comes late', async () => {
      const [track] = await add({ title: 'Gone' });
      const late = document({ ...track!, title: 'Gone again' });
      await subject.tested.remove([{ trackId: track!.id, venueId: subject.venueId, revision: nextRevision() }]);
      await subject.tested.put([late]);
      await expect(ask('gone')).resolves.toMatchObject({ total: 0 });
      await expect(suggest('gone')).resolves.toEqual([]);
    });

    it('ranks anew when it was played', async () => {
      const [one, two] = await add({ title: 'Song one', popularity: 2 }, { title: 'Song two', popularity: 1 });
      await expect(titles('song')).resolves.toEqual(['Song one', 'Song two']);
      await subject.tested.put([document({ ...two!, popularity: 40, playCount: 41 })]);
      const { items } = await ask('song');
      expect(items.map(({ title, playCount }) => [title, playCount])).toEqual([
        ['Song two', 41],
        ['Song one', one!.playCount],
      ]);
    });

    it('makes artists known by what is played of them now', async () => {
      const [abba] = await add(
        { title: 'One', artist: 'Abba', popularity: 1 },
        { title: 'Two', artist: 'Abcd', popularity: 2 },
      );
      const artists = async () => (await ask('ab')).artists.map(({ name }) => name);
      const suggestedArtists = async () =>
        (await suggest('ab')).flatMap(({ kind, text }) => (kind === 'artist' ? [text] : []));
      await expect(artists()).resolves.toEqual(['Abcd', 'Abba']);
      await expect(suggestedArtists()).resolves.toEqual(['Abcd', 'Abba']);
      await subject.tested.put([document({ ...abba!, popularity: 500, playCount: 500 })]);
      await expect(artists()).resolves.toEqual(['Abba', 'Abcd']);
      await expect(suggestedArtists()).resolves.toEqual(['Abba', 'Abcd']);
      // Another song stays; the one that was played is gone, and with it what made the artist known.
      await add({ title: 'Three', artist: 'Abba', popularity: 1 });
      await subject.tested.remove([{ trackId: abba!.id, venueId: subject.venueId, revision: nextRevision() }]);
      await expect(artists()).resolves.toEqual(['Abcd', 'Abba']);
      await expect(suggestedArtists()).resolves.toEqual(['Abcd', 'Abba']);
    });

    it('stays right through many changes', async () => {
      const tracks = await add(...Array.from({ length: 40 }, (_, number) => ({ title: `Item ${number}` })));
      for (let round = 1; round <= 3; round++)
        await subject.tested.put(
          tracks.map((track, number) =>
            document({ ...track, title: `Item ${number} round ${round}`, version: 1 + round }),
          ),
        );
      await subject.tested.remove(
        tracks.slice(0, 10).map(({ id }) => ({ trackId: id, venueId: subject.venueId, revision: nextRevision() })),
      );
      await expect(ask('item')).resolves.toMatchObject({ total: 30 });
      await expect(ask('round 3')).resolves.toMatchObject({ total: 30 });
      await expect(ask('item 25 round 2')).resolves.not.toMatchObject({ items: [{ title: 'Item 25 round 2' }] });
    });
  });
}
