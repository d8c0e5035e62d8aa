import { getRebuild, rebuildIndex, rebuildProgressed, searchTracks } from '@djamms/contracts';
import { Health } from '@djamms/platform';
import { eventually, ownerIdentity, startTestSystem, userIdentity, type TestSystem } from '@djamms/testing';
import { searchService } from '../src/service';
import { TestLibrary } from './test-library';

describe('a rebuild where the built-in engine searches', () => {
  const owner = ownerIdentity();
  const admin = userIdentity({ role: 'admin' });
  const library: TestLibrary = new TestLibrary(owner.venueId, () => system.messages);
  let system: TestSystem;

  beforeAll(async () => {
    library.hold(40);
    system = await startTestSystem({ services: [searchService], prepare: (tap) => library.serve(tap) });
  });
  afterAll(() => system.stop());

  const found = () => system.as(owner).request(searchTracks, {});
  const newest = () => system.as(admin).request(getRebuild, {});

  it('has never been, says who asks first', async () => {
    await expect(newest()).resolves.toMatchObject({ jobId: null, state: 'never', engine: 'built-in' });
    await eventually(async () => expect((await found()).total).toBe(40));
  });

  it('reads the library anew, and what it does not hold is gone', async () => {
    const [gone] = library.tracks.values();
    library.tracks.delete(gone!.id);
    library.hold(2, () => ({ title: 'Never told' }));
    const { jobId, reason, state } = await system.as(admin).request(rebuildIndex, {});
    expect([reason, state]).toEqual(['admin', 'running']);
    await eventually(async () => expect(await newest()).toMatchObject({ jobId, state: 'done', done: 41, total: 41 }));
    await eventually(async () => expect((await found()).items.map(({ id }) => id)).not.toContain(gone!.id));
    await eventually(async () => expect((await found()).total).toBe(41));
    await expect(system.as(owner).request(searchTracks, { q: 'never told' })).resolves.toMatchObject({ total: 2 });
    await eventually(() => {
      const told = system.messages.noticed(rebuildProgressed);
      expect(told.at(-1)).toEqual({ jobId, kind: 'reindex', done: 41, total: 41 });
    });
  });

  it('keeps what changes while a page of the library is on its way', async () => {
    const [removed, renamed] = [...library.tracks.keys()];
    const asked = library.exports;
    library.pageTakes = 1_000;
    const { jobId } = await system.as(admin).request(rebuildIndex, {});
    await eventually(async () => expect(library.exports).toBeGreaterThan(asked));
    const { id: added } = await library.add({ title: 'Just in time' });
    await library.remove(removed!);
    await library.rename(renamed!, 'Renamed meanwhile');
    await eventually(async () => expect(await newest()).toMatchObject({ jobId, state: 'done' }));
    library.pageTakes = 0;
    await eventually(async () => {
      const { items, total } = await system.as(owner).request(searchTracks, { pageSize: 100 });
      expect(total).toBe(library.tracks.size);
      expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining([added]));
      expect(items.find(({ id }) => id === renamed)?.title).toBe('Renamed meanwhile');
      expect(items.map(({ id }) => id)).not.toContain(removed);
    });
  });

  it('leaves what was right as it is, so that no engine has to follow it', async () => {
    const newestRevision = () => system.database.query('SELECT max(revision) FROM search.documents');
    const before = await newestRevision();
    const { jobId } = await system.as(admin).request(rebuildIndex, {});
    await eventually(async () => expect(await newest()).toMatchObject({ jobId, state: 'done' }));
    await expect(newestRevision()).resolves.toEqual(before);
  });

  it('is started once, and again when it is over', async () => {
    // So that it is not over before the last of them is heard.
    library.reach = 0;
    const first = await Promise.all([1, 2, 3].map(() => system.asService('scheduler').request(rebuildIndex, {})));
    library.reach = Infinity;
    expect(new Set(first.map(({ jobId }) => jobId)).size).toBe(1);
    expect(first[0]).toMatchObject({ reason: 'weekly' });
    await eventually(async () => expect((await newest()).state).toBe('done'));
    const second = await system.as(admin).request(rebuildIndex, {});
    expect(second.jobId).not.toBe(first[0]?.jobId);
    await eventually(async () => expect((await newest()).state).toBe('done'));
  });

  it('knows of no other engine', async () => {
    const { status, checks } = await system.get('search', Health).check();
    expect([status, checks.filter(({ name }) => name === 'search engine')]).toEqual(['up', []]);
    await expect(system.database.query('SELECT * FROM search.outside_indices')).resolves.toEqual([]);
  });

  it('is for those who run the system', async () => {
    for (const caller of [system.as(owner), system.as(userIdentity({ role: 'moderator' }))])
      await expect(caller.request(rebuildIndex, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(system.as().request(getRebuild, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
