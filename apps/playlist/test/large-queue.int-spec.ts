import { addPlaylistTracks, createPlaylist, listQueue, maxQueueItems, type QueueItem } from '@djamms/contracts';
import { trackSummary, type TestSystem } from '@djamms/testing';
import { DataSource } from 'typeorm';
import { KnownTracks } from '../src/known-tracks/known-tracks.service';
import { compareIn, type Order } from '../src/playback/domain/ordering';
import { explain, statementsOf } from './explain';
import { startPlaylistSystem, TestVenue } from './venue';

describe('a full queue', () => {
  let system: TestSystem;
  let venue: TestVenue;
  let playlistId: string;

  beforeAll(async () => {
    system = await startPlaylistSystem();
    venue = new TestVenue(system);
    const tracks = Array.from({ length: maxQueueItems + 20 }, () => trackSummary({ venueId: venue.id }));
    const { manager } = system.get('playlist', DataSource);
    await system.get('playlist', KnownTracks).store(manager, tracks);
    const trackIds = tracks.map(({ id }) => id);
    playlistId = (await venue.asOwner.request(createPlaylist, { name: 'Everything' })).id;
    for (let start = 0; start < trackIds.length; start += 1_000) {
      const part = trackIds.slice(start, start + 1_000);
      await venue.asOwner.request(addPlaylistTracks, { id: playlistId, trackIds: part });
    }
  });
  afterAll(() => system.stop());
  beforeEach(() => venue.command('PLAY_PLAYLIST', playlistId));

  async function wholeQueue(): Promise<QueueItem[]> {
    const items: QueueItem[] = [];
    for (let page = 1; ; page++) {
      const answer = await venue.asOwner.request(listQueue, { venueId: venue.id, page, pageSize: 200 });
      items.push(...answer.items);
      if (answer.items.length < 200) return items;
    }
  }

  it('takes as much of a playlist as fits, and not one song more', async () => {
    const { nowPlaying, queue } = await venue.state();
    expect(queue).toMatchObject({ active_total: maxQueueItems - 1, priority_total: 0 });
    expect(queue.active_queue).toHaveLength(200);
    const again = trackSummary({ id: nowPlaying.track_id!, venueId: venue.id });
    await venue.add(again);
    await expect(venue.add(again)).rejects.toMatchObject({ code: 'queue_full', status: 422 });
    await expect(venue.add(again, { position: 'next' })).rejects.toMatchObject({ code: 'queue_full' });
    const items = await wholeQueue();
    expect(new Set(items.map(({ item_id }) => item_id)).size).toBe(maxQueueItems);
  });

  it('is shuffled by the database in the order that the rules compute, and comes back', async () => {
    const original = await wholeQueue();
    await venue.command('SHUFFLE_TOGGLE');
    const { settings } = await venue.state();
    const shuffled = await wholeQueue();
    const order: Order = { kind: 'shuffled', seed: settings.shuffle_seed };
    const stored = await system.database.query<{ item_id: string; salt: string }>(
      'SELECT item_id, salt FROM playlist.queue_items WHERE venue_id = $1 AND lane < 2 AND departure IS NULL',
      [venue.id],
    );
    const expected = stored
      .map(({ item_id: itemId, salt }) => ({ itemId, salt: Number(salt), position: 0, placed: null }))
      .toSorted((a, b) => compareIn(order, a, b));
    expect(shuffled.map(({ item_id }) => item_id)).toEqual(expected.map(({ itemId }) => itemId));
    await venue.command('SHUFFLE_TOGGLE');
    expect(await wholeQueue()).toEqual(original);
  });

  it('goes on after the current song when shuffle is switched off, and comes to the ones before it later', async () => {
    const { nowPlaying } = await venue.state();
    const original = [nowPlaying.track_id, ...(await wholeQueue()).map(({ track_id }) => track_id)];
    await venue.command('SHUFFLE_TOGGLE');
    await venue.command('PLAY_NEXT');
    const current = (await venue.state()).nowPlaying.track_id;
    await venue.command('SHUFFLE_TOGGLE');
    const index = original.indexOf(current);
    const expected = [...original.slice(index + 1), ...original.slice(1, index)];
    expect((await wholeQueue()).map(({ track_id }) => track_id)).toEqual(expected);
  });

  it('is changed without reading or writing all of it', async () => {
    await system.database.query('ANALYZE');
    const statements = await statementsOf(() => venue.command('PLAY_NEXT'), /queue_items/);
    const plans = await explain(system, statements);
    expect(plans.some((plan) => plan.includes('queue_items_order'))).toBe(true);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (queue_items|known_tracks|playlist_tracks)/);
    const { queue } = await venue.state();
    const item = queue.active_queue[150]!;
    const again = trackSummary({ id: item.track_id!, venueId: venue.id });
    const moved = await statementsOf(() => venue.add(again, { position: 9 }), /queue_items/);
    for (const plan of await explain(system, moved)) expect(plan).not.toMatch(/Seq Scan on (queue_items|known_tracks)/);
  });
});
