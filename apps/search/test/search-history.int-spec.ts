import { randomUUID } from 'node:crypto';
import {
  clearSearchHistory,
  clickResult,
  exportTracks,
  getSearchAnalytics,
  listSearchHistory,
  rollUpSearches,
  searchTracks,
  trackCreated,
  type Identity,
} from '@djamms/contracts';
import {
  eventually,
  ownerIdentity,
  startTestSystem,
  trackSummary,
  userIdentity,
  type TestSystem,
} from '@djamms/testing';
import { SearchLog } from '../src/history/search-log.service';
import { searchService } from '../src/service';
import { untilFilled } from './until-filled';

describe('the history of searches', () => {
  const owner = ownerIdentity();
  const { venueId } = owner;
  const colleague = userIdentity({ venues: { [venueId]: 'staff' } });
  const guest: Identity = { kind: 'guest', guestId: randomUUID(), venueId };
  const tracks = ['Yesterday', 'Help', 'Something'].map((title) => trackSummary({ venueId, title, artist: 'Beatles' }));
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({
      services: [searchService],
      prepare: (tap) => tap.fake(exportTracks, () => ({ items: [] })),
    });
    await untilFilled(system);
    for (const track of tracks) await system.messages.publish(trackCreated, { track });
    await eventually(async () => {
      await expect(system.as(owner).request(searchTracks, {})).resolves.toMatchObject({ total: tracks.length });
    });
  });
  afterAll(() => system.stop());
  beforeEach(async () => {
    for (const who of [owner, colleague, guest]) await system.as(who).request(clearSearchHistory, {});
    await system.database.query('DELETE FROM search.search_counts');
    await system.database.query('DELETE FROM search.search_rollups');
  });

  const list = async (who: Identity = owner) => (await system.as(who).request(listSearchHistory, {})).items;

  it('keeps what was searched for, with its filters and what was found, newest first', async () => {
    await system.as(owner).request(searchTracks, { q: 'yesterday', genre: 'Rock' });
    await system.as(owner).request(searchTracks, { q: 'nothing like that' });
    await expect(list()).resolves.toMatchObject([
      { query: 'nothing like that', filters: {}, resultCount: 0, clickedTrackId: null, venueId },
      { query: 'yesterday', filters: { genre: 'Rock' }, resultCount: 1, clickedTrackId: null, venueId },
    ]);
  });

  it('keeps of what is typed letter by letter how it ended, and not what was only listed', async () => {
    for (const q of ['y', 'ye', 'yest', 'yes', 'yester', '', '  ']) await system.as(owner).request(searchTracks, { q });
    await expect(list()).resolves.toMatchObject([{ query: 'yester' }]);
  });

  it('keeps how it ended when letters are taken back to the first, whenever the steps were written', async () => {
    const log = system.get('search', SearchLog);
    const note = (query: string) =>
      log.note({ venueId, person: { kind: 'user', id: owner.userId }, query, filters: {}, resultCount: 0 });
    note('hallo');
    await log.flush();
    for (const query of ['hall', 'hal', 'ha', 'h', 'he', 'hel', 'hello']) note(query);
    await expect(list()).resolves.toMatchObject([{ query: 'hello' }]);
  });

  it('shows and clears everybody’s own', async () => {
    await system.as(owner).request(searchTracks, { q: 'help' });
    await system.as(colleague).request(searchTracks, { q: 'something' });
    await system.as(guest).request(searchTracks, { q: 'yesterday' });
    await expect(list(colleague)).resolves.toMatchObject([{ query: 'something' }]);
    await expect(list(guest)).resolves.toMatchObject([{ query: 'yesterday' }]);
    await expect(system.as(owner).request(clearSearchHistory, {})).resolves.toEqual({ deleted: 1 });
    await expect(list()).resolves.toEqual([]);
    await expect(list(colleague)).resolves.toHaveLength(1);
    await expect(system.as().request(listSearchHistory, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('pages', async () => {
    for (const q of ['help', 'something', 'yesterday']) await system.as(owner).request(searchTracks, { q });
    const page = await system.as(owner).request(listSearchHistory, { page: 2, pageSize: 2 });
    expect(page).toMatchObject({ total: 3, page: 2, items: [{ query: 'help' }] });
  });

  it('takes any text, also one that no database would', async () => {
    await system.as(owner).request(searchTracks, { q: 'he\u0000lp \ud800' });
    await system.as(owner).request(clickResult, { query: '\u0000', trackId: tracks[0]!.id });
    await expect(list()).resolves.toHaveLength(2);
  });

  it('keeps the searches of others beside one that is cut within a letter, or narrowed by half of one', async () => {
    await system.as(guest).request(searchTracks, { q: `a${'𠮷'.repeat(149)}` });
    await system.as(guest).request(searchTracks, { q: 'b', artist: '\ud800' });
    await system.as(owner).request(searchTracks, { q: 'help' });
    await expect(list()).resolves.toMatchObject([{ query: 'help' }]);
    await expect(list(guest)).resolves.toHaveLength(2);
  });

  it('keeps the searches of others beside one that the database refuses', async () => {
    const log = system.get('search', SearchLog);
    const person = { kind: 'user' as const, id: 'nobody, as this is no id' };
    log.note({ venueId, person, query: 'refused', filters: {}, resultCount: 1 });
    await system.as(owner).request(searchTracks, { q: 'help' });
    await expect(list()).resolves.toMatchObject([{ query: 'help' }]);
    await system.as(owner).request(searchTracks, { q: 'something' });
    await expect(list()).resolves.toHaveLength(2);
  });

  describe('clicks', () => {
    it('stand with the search they belong to', async () => {
      await system.as(guest).request(searchTracks, { q: 'Yester' });
      await system.as(guest).request(clickResult, { query: 'yester', trackId: tracks[0]!.id });
      await expect(list(guest)).resolves.toMatchObject([{ query: 'Yester', clickedTrackId: tracks[0]!.id }]);
      await system.as(guest).request(searchTracks, { q: 'yesterday' });
      await expect(list(guest)).resolves.toHaveLength(2);
    });

    it('are each kept when several songs of one search are chosen, which stays one search', async () => {
      const choose = (trackId: string) => system.as(owner).request(clickResult, { query: 'beatles', trackId });
      await system.as(owner).request(searchTracks, { q: 'beatles' });
      await list();
      // Another one, half an hour before: nothing was chosen of it.
      await system.database.query(
        `UPDATE search.search_history SET searched_at = searched_at - interval '30 minutes' WHERE person_id = $1`,
        [owner.userId],
      );
      await system.as(owner).request(searchTracks, { q: 'beatles' });
      for (const { id } of [tracks[0]!, tracks[0]!, tracks[2]!]) await choose(id);
      expect((await list()).map(({ clickedTrackId }) => clickedTrackId)).toEqual([tracks[2]!.id, tracks[0]!.id, null]);
      await expect(system.asService('scheduler').request(rollUpSearches, {})).resolves.toMatchObject({ lifted: 2 });
      await expect(system.as(owner).request(getSearchAnalytics, {})).resolves.toMatchObject({
        searches: 2,
        clickThrough: 0.5,
      });
      await system.as(owner).request(clearSearchHistory, {});
      await system.asService('scheduler').request(rollUpSearches, {});
    });

    it('tell of a search that is not known any more', async () => {
      await system.as(owner).request(clickResult, { query: 'help', trackId: tracks[1]!.id });
      await expect(list()).resolves.toMatchObject([
        { query: 'help', resultCount: null, clickedTrackId: tracks[1]!.id },
      ]);
    });

    it('on what the venue does not have are refused', async () => {
      const click = (who: Identity, trackId: string) => system.as(who).request(clickResult, { query: 'help', trackId });
      await expect(click(owner, randomUUID())).rejects.toMatchObject({ code: 'track_not_found' });
      await expect(click(ownerIdentity(), tracks[1]!.id)).rejects.toMatchObject({ code: 'track_not_found' });
      const foreign = { query: 'help', trackId: tracks[1]!.id, venueId: randomUUID() };
      await expect(system.as(guest).request(clickResult, foreign)).rejects.toMatchObject({ code: 'venue_not_found' });
    });

    it('lift a track, each person once a day, and no higher than plays would', async () => {
      const [yesterday, help] = tracks;
      const order = async () =>
        (await system.as(owner).request(searchTracks, { q: 'beatles' })).items.map(({ title }) => title);
      await system.as(colleague).request(clickResult, { query: 'beatles', trackId: help!.id });
      await system.as(owner).request(clickResult, { query: 'beatles', trackId: help!.id });
      for (let times = 0; times < 5; times++)
        await system.as(guest).request(clickResult, { query: `beatles ${times}`, trackId: yesterday!.id });
      await expect(system.asService('scheduler').request(rollUpSearches, {})).resolves.toMatchObject({ lifted: 2 });
      await eventually(async () => expect((await order()).slice(0, 2)).toEqual(['Help', 'Yesterday']));
      await expect(system.asService('scheduler').request(rollUpSearches, {})).resolves.toMatchObject({ lifted: 0 });
    });
  });

  describe('analytics', () => {
    const rollUp = () => system.asService('scheduler').request(rollUpSearches, {});
    const read = (who: Identity = owner) => system.as(who).request(getSearchAnalytics, {});

    it('count popular queries, those without a result, and clicks, however often they are counted', async () => {
      await system.as(owner).request(searchTracks, { q: 'Help' });
      await system.as(colleague).request(searchTracks, { q: 'help!' });
      await system.as(guest).request(searchTracks, { q: 'xylophonist' });
      await system.as(colleague).request(clickResult, { query: 'help', trackId: tracks[1]!.id });
      await rollUp();
      await rollUp();
      await expect(read()).resolves.toMatchObject({
        searches: 3,
        withoutResult: 1,
        clickThrough: 0.333,
        popularQueries: [
          { query: 'help!', searches: 2, clicks: 1 },
          { query: 'xylophonist', searches: 1, clicks: 0 },
        ],
        queriesWithoutResult: [{ query: 'xylophonist', withoutResult: 1 }],
        countedUntil: expect.any(String) as string,
      });
    });

    it('call in vain only what found nothing by itself, and say how often that was', async () => {
      await system.as(owner).request(searchTracks, { q: 'help' });
      await system.as(colleague).request(searchTracks, { q: 'help', yearFrom: 2150 });
      await rollUp();
      await expect(read()).resolves.toMatchObject({ searches: 2, withoutResult: 0, queriesWithoutResult: [] });
      // The library had none of it this morning.
      await system.database.query(`UPDATE search.search_history SET result_count = 0 WHERE filters = '{}'`);
      await rollUp();
      await expect(read()).resolves.toMatchObject({
        withoutResult: 1,
        queriesWithoutResult: [{ query: 'help', searches: 2, withoutResult: 1 }],
      });
    });

    it('stay when somebody clears their history', async () => {
      await system.as(owner).request(searchTracks, { q: 'help' });
      await rollUp();
      await system.as(owner).request(clearSearchHistory, {});
      await rollUp();
      await expect(read()).resolves.toMatchObject({ searches: 1 });
    });

    it('are for the staff of the venue, and counting is for services', async () => {
      await system.as(owner).request(searchTracks, { q: 'help' });
      await rollUp();
      await expect(read(ownerIdentity())).resolves.toMatchObject({ searches: 0, popularQueries: [] });
      await expect(read(guest)).rejects.toMatchObject({ category: 'unauthenticated' });
      const foreign = system.as(ownerIdentity()).request(getSearchAnalytics, { venueId });
      await expect(foreign).rejects.toMatchObject({ code: 'venue_not_found' });
      await expect(system.as(owner).request(rollUpSearches, {})).rejects.toMatchObject({ code: 'forbidden' });
    });

    it('forget searches after their time', async () => {
      await system.as(owner).request(searchTracks, { q: 'help' });
      await expect(list()).resolves.toHaveLength(1);
      await system.database.query(`UPDATE search.search_history SET searched_at = searched_at - interval '91 days'`);
      await expect(rollUp()).resolves.toMatchObject({ forgotten: 1 });
      await expect(list()).resolves.toEqual([]);
    });
  });
});
