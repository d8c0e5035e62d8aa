import { randomUUID } from 'node:crypto';
import {
  addToQueue,
  createPlaylist,
  getPlaylist,
  listPlaylistTracks,
  playbackChanged,
  trackCreated,
  trackDeleted,
  trackUpdated,
  type TrackSummary,
} from '@djamms/contracts';
import { eventually, trackSummary, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

describe('what is known of the library', () => {
  let system: TestSystem;
  const uploaded = trackSummary();
  beforeAll(async () => {
    system = await startPlaylistSystem([uploaded]);
  });
  afterAll(() => system.stop());

  const known = async ({ id }: TrackSummary) =>
    (
      await system.database.query('SELECT title, version, deleted_at FROM playlist.known_tracks WHERE id = $1', [id])
    )[0];
  const remove = ({ id, venueId, title, fileId }: TrackSummary) =>
    system.messages.publish(trackDeleted, { trackId: id, venueId, fileId, title });

  it('follows updates, and lets older ones change nothing', async () => {
    const venue = new TestVenue(system);
    const [track] = await venue.library(1, { version: 3 });
    await system.messages.publish(trackUpdated, { track: { ...track!, title: 'Old', version: 2 }, fields: ['title'] });
    await system.messages.publish(trackUpdated, { track: { ...track!, title: 'New', version: 5 }, fields: ['title'] });
    await eventually(async () => expect(await known(track!)).toMatchObject({ title: 'New', version: 5 }));
    await system.messages.publish(trackUpdated, { track: { ...track!, title: 'Late', version: 4 }, fields: ['title'] });
    const [other] = await venue.library(1);
    await system.messages.publish(trackUpdated, { track: { ...other!, title: 'Next', version: 2 }, fields: ['title'] });
    await eventually(async () => expect(await known(other!)).toMatchObject({ title: 'Next' }));
    expect(await known(track!)).toMatchObject({ title: 'New', version: 5 });
  });

  it('stays deleted when the deletion arrives before the creation', async () => {
    const venue = new TestVenue(system);
    const track = trackSummary({ venueId: venue.id });
    await remove(track);
    await eventually(async () => expect(await known(track)).toBeDefined());
    await system.messages.publish(trackCreated, { track });
    await venue.library(1);
    await expect(venue.add(track)).rejects.toMatchObject({ code: 'queue_track_unknown' });
  });

  it('asks music for a track of a moment ago', async () => {
    const owner = new TestVenue(system);
    Object.assign(uploaded, { venueId: owner.id });
    await owner.add(uploaded);
    expect(await owner.titles()).toEqual([uploaded.title]);
    const stranger = new TestVenue(system);
    await expect(stranger.add(uploaded)).rejects.toMatchObject({ code: 'queue_track_unknown', status: 422 });
    const nobodys = stranger.asOwner.request(addToQueue, { venueId: stranger.id, trackId: randomUUID() });
    await expect(nobodys).rejects.toMatchObject({ code: 'queue_track_unknown' });
  });

  it('takes a deleted track out of playlists and queues, and lets it play to its end', async () => {
    const venue = new TestVenue(system);
    const [track, other] = await venue.library(2, { duration: 60 });
    const { id } = await venue.asOwner.request(createPlaylist, { name: 'P', trackIds: [track!.id, other!.id] });
    await venue.add(track!);
    await venue.add(track!);
    await venue.add(other!);
    await venue.add(track!, { position: 'next' });
    await venue.command('PLAY');
    const { revision } = await venue.state();
    await remove(track!);
    await eventually(async () => expect(await venue.titles()).toEqual([other!.title]));
    const state = await venue.state();
    expect(state).toMatchObject({
      revision: revision + 1,
      nowPlaying: { track_id: track!.id, state: 'playing' },
      queue: { active_total: 1, priority_total: 0 },
    });
    const playlist = await venue.asOwner.request(getPlaylist, { id });
    expect(playlist).toMatchObject({ trackCount: 1, totalDuration: 60, version: 2 });
    expect((await venue.asOwner.request(listPlaylistTracks, { id })).total).toBe(1);
  });

  it('shows new tags and measurements at once, on the deck, in the queue and in playlists', async () => {
    const venue = new TestVenue(system);
    const [track] = await venue.library(1, { duration: 0, loudnessLufs: null, truePeakDb: null });
    const { id } = await venue.asOwner.request(createPlaylist, { name: 'P', trackIds: [track!.id] });
    await venue.add(track!);
    await venue.add(track!);
    await venue.command('PLAY');
    const measured = { ...track!, title: 'Measured', duration: 200, loudnessLufs: -8, truePeakDb: 0, version: 2 };
    await system.messages.publish(trackUpdated, { track: measured, fields: ['title', 'duration'] });
    await eventually(async () => {
      const { nowPlaying } = await venue.state();
      expect(nowPlaying).toMatchObject({ title: 'Measured', duration: 200, gain_db: -6 });
    });
    expect(await venue.titles()).toEqual(['Measured']);
    expect(await venue.asOwner.request(getPlaylist, { id })).toMatchObject({ totalDuration: 200, version: 1 });
    const { revision } = await venue.state();
    await system.messages.publish(trackUpdated, {
      track: { ...measured, playCount: 7, version: 3 },
      fields: ['playCount'],
    });
    await eventually(async () => expect(await known(track!)).toMatchObject({ version: 3 }));
    expect((await venue.state()).revision).toBe(revision);
  });

  it('acts once on an event that is delivered twice', async () => {
    const venue = new TestVenue(system);
    const [track, other] = await venue.library(2);
    await venue.add(track!);
    await venue.add(other!);
    const deletion = { trackId: track!.id, venueId: venue.id, fileId: null, title: track!.title };
    const id = randomUUID();
    await system.messages.publish(trackDeleted, deletion, { id });
    await system.messages.publish(trackDeleted, deletion, { id });
    await system.messages.publish(trackDeleted, deletion);
    await remove(other!);
    await eventually(async () => expect(await venue.titles()).toEqual([]));
    await eventually(() => {
      const mine = system.messages.heard(playbackChanged).filter(({ payload }) => payload.venueId === venue.id);
      expect(mine.map(({ payload }) => payload.revision)).toEqual([1, 2, 3, 4]);
    });
  });
});
