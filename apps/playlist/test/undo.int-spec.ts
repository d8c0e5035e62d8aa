import { randomUUID } from 'node:crypto';
import {
  auditHeartbeats,
  clearQueue,
  createPlaylist,
  playbackSteered,
  removeFromQueue,
  restoreQueue,
  trackDeleted,
  type TrackSummary,
} from '@djamms/contracts';
import { Clock } from '@djamms/platform';
import { eventually, ownerIdentity, userIdentity, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

const minute = 60_000;

describe('undo', () => {
  let system: TestSystem;
  let later = 0;
  beforeAll(async () => {
    system = await startPlaylistSystem();
    jest.spyOn(system.get('playlist', Clock), 'now').mockImplementation(() => new Date(Date.now() + later));
  });
  beforeEach(() => {
    later = 0;
  });
  afterAll(() => system.stop());

  async function venueWith(count: number): Promise<{ venue: TestVenue; tracks: TrackSummary[] }> {
    const venue = new TestVenue(system);
    const tracks = await venue.library(count);
    for (const track of tracks) await venue.add(track);
    return { venue, tracks };
  }
  const queueOf = async (venue: TestVenue) => (await venue.state()).queue;
  const ids = async (venue: TestVenue) => (await queueOf(venue)).active_queue.map(({ item_id }) => item_id);
  const remove = (venue: TestVenue, itemId: string) =>
    venue.asOwner.request(removeFromQueue, { venueId: venue.id, itemId });
  const clear = (venue: TestVenue) => venue.asOwner.request(clearQueue, { venueId: venue.id });
  const restore = (venue: TestVenue, revision: number, commandId?: string) =>
    venue.asOwner.request(restoreQueue, { venueId: venue.id, revision, commandId });
  const nothing = { code: 'nothing_to_restore', status: 422 };

  it('puts a removed song back where it was, once', async () => {
    const { venue } = await venueWith(3);
    const before = await ids(venue);
    const { revision } = await remove(venue, before[1]!);
    expect(await ids(venue)).toEqual([before[0], before[2]]);
    expect(await restore(venue, revision)).toMatchObject({ status: 'ok', restored: 1, revision: revision + 1 });
    expect(await ids(venue)).toEqual(before);
    await expect(restore(venue, revision)).rejects.toMatchObject(nothing);
    expect((await queueOf(venue)).active_total).toBe(3);
    await eventually(() => {
      const steered = system.messages.heard(playbackSteered).filter(({ payload }) => payload.venueId === venue.id);
      expect(steered.at(-1)).toMatchObject({ payload: { action: 'queue_restored', detail: { undone: revision } } });
    });
  });

  it('puts a cleared queue back, also when it is asked for by many at once', async () => {
    const { venue, tracks } = await venueWith(4);
    await venue.add(tracks[0]!, { position: 'next' });
    const before = await queueOf(venue);
    const { revision } = await clear(venue);
    expect(await queueOf(venue)).toMatchObject({ active_total: 0, priority_total: 0 });
    const answers = await Promise.allSettled([1, 2, 3].map(() => restore(venue, revision)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toMatchObject([{ value: { restored: 5 } }]);
    expect(await queueOf(venue)).toEqual(before);
  });

  it('answers a repeated undo as it answered the first', async () => {
    const { venue } = await venueWith(2);
    const { revision } = await clear(venue);
    const commandId = randomUUID();
    const first = await restore(venue, revision, commandId);
    expect(await restore(venue, revision, commandId)).toEqual({ ...first, duplicate: true });
    expect(first.restored).toBe(2);
  });

  it('puts what a playlist replaced in front of the rest of the playlist', async () => {
    const { venue } = await venueWith(3);
    const before = await ids(venue);
    const trackIds = (await venue.library(3)).map(({ id }) => id);
    const playlist = await venue.asOwner.request(createPlaylist, { name: 'P', trackIds });
    const { revision } = await venue.command('PLAY_PLAYLIST', playlist.id);
    const rest = await ids(venue);
    await restore(venue, revision);
    expect(await ids(venue)).toEqual([...before, ...rest]);
    expect((await venue.state()).nowPlaying.track_id).toBe(trackIds[0]);
  });

  it('keeps the order of a shuffled queue, and of one that goes on after the current song', async () => {
    const { venue } = await venueWith(8);
    await venue.command('SHUFFLE_TOGGLE');
    await venue.command('PLAY');
    const shuffled = await ids(venue);
    await restore(venue, (await clear(venue)).revision);
    expect(await ids(venue)).toEqual(shuffled);
    await venue.command('SHUFFLE_TOGGLE');
    const rotated = await ids(venue);
    await restore(venue, (await clear(venue)).revision);
    expect(await ids(venue)).toEqual(rotated);
  });

  it('ends after ten minutes, and nothing is left behind', async () => {
    const { venue } = await venueWith(2);
    const { revision } = await clear(venue);
    later = 9 * minute;
    await restore(venue, revision);
    const again = await clear(venue);
    later += 10 * minute + 1;
    await expect(restore(venue, again.revision)).rejects.toMatchObject(nothing);
    await system.asService('scheduler').request(auditHeartbeats, {});
    const kept = await system.database.query('SELECT item_id FROM playlist.queue_items WHERE venue_id = $1', [
      venue.id,
    ]);
    expect(kept).toEqual([]);
  });

  it('does not bring back a track that left the library', async () => {
    const { venue, tracks } = await venueWith(2);
    const { revision } = await clear(venue);
    const { id, title, fileId } = tracks[0]!;
    await system.messages.publish(trackDeleted, { trackId: id, venueId: venue.id, title, fileId });
    await eventually(async () => {
      const left = await system.database.query('SELECT FROM playlist.queue_items WHERE track_id = $1', [id]);
      expect(left).toEqual([]);
    });
    expect(await restore(venue, revision)).toMatchObject({ restored: 1 });
    expect(await venue.titles()).toEqual([tracks[1]!.title]);
  });

  it('belongs to the venue and its staff', async () => {
    const { venue } = await venueWith(1);
    const { revision } = await clear(venue);
    const input = { venueId: venue.id, revision };
    await expect(system.as(ownerIdentity()).request(restoreQueue, input)).rejects.toMatchObject({
      code: 'venue_not_found',
    });
    const guest = system.as(userIdentity({ role: 'guest', venues: { [venue.id]: 'staff' } }));
    await expect(guest.request(restoreQueue, input)).rejects.toMatchObject({ code: 'forbidden' });
    const other = new TestVenue(system);
    await expect(restore(other, revision)).rejects.toMatchObject(nothing);
    expect(await restore(venue, revision)).toMatchObject({ restored: 1 });
  });
});
