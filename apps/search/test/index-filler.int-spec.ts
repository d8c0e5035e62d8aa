import { DomainError, commonErrors, exportTracks, searchTracks, type TrackSummary } from '@djamms/contracts';
import { eventually, ownerIdentity, startTestSystem, trackSummary, type TestSystem } from '@djamms/testing';
import { searchService } from '../src/service';

describe('a new search index', () => {
  const owner = ownerIdentity();
  const library: TrackSummary[] = Array.from({ length: 7 }, () => trackSummary({ venueId: owner.venueId })).sort(
    (a, b) => (a.id < b.id ? -1 : 1),
  );
  const asked: (string | undefined)[] = [];
  let failOnce = true;
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({
      services: [searchService],
      prepare: (tap) =>
        tap.fake(exportTracks, ({ after }, call) => {
          expect(call.identity).toEqual({ kind: 'service', service: 'search' });
          asked.push(after);
          if (asked.length === 2 && failOnce) {
            failOnce = false;
            throw new DomainError(commonErrors.service_unavailable, 'Music is gone for a moment.');
          }
          return { items: library.filter(({ id }) => after === undefined || id > after).slice(0, 3) };
        }),
    });
  });
  afterAll(() => system.stop());

  it('is filled from the library, goes on after a failure, and is not filled again', async () => {
    await eventually(async () => {
      const rows = await system.database.query('SELECT 1 FROM search.index_fills WHERE completed_at IS NOT NULL');
      expect(rows).toHaveLength(1);
    });
    await expect(system.as(owner).request(searchTracks, {})).resolves.toMatchObject({ total: 7 });
    expect(asked).toEqual([undefined, library[2]?.id, library[2]?.id, library[5]?.id, library[6]?.id]);
    await system.halt('search');
    await system.start('search');
    await expect(system.as(owner).request(searchTracks, {})).resolves.toMatchObject({ total: 7 });
    // Its end waits for the look that it takes at its start.
    await system.halt('search');
    expect(asked).toHaveLength(5);
    await system.start('search');
  });

  it('drops at a rebuild what the library no longer has', async () => {
    const [gone] = library.splice(3, 1);
    await system.halt('search');
    await system.database.query('DELETE FROM search.index_fills');
    await system.start('search');
    await eventually(async () => {
      await expect(system.as(owner).request(searchTracks, {})).resolves.toMatchObject({ total: 6 });
    });
    await expect(system.as(owner).request(searchTracks, { q: gone?.title ?? '' })).resolves.not.toMatchObject({
      items: [{ id: gone?.id }],
    });
  });
});
