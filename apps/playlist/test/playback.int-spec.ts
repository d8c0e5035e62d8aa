import { randomUUID } from 'node:crypto';
import {
  createPlaylist,
  getPlaybackState,
  listQueue,
  playbackChanged,
  playbackSteered,
  removeFromQueue,
  reorderQueue,
  reportPlayer,
  sendCommand,
  trackFinished,
  trackStarted,
  updateSetting,
  venueCreated,
  type TrackSummary,
} from '@djamms/contracts';
import { Outbox } from '@djamms/messaging';
import { eventually, ownerIdentity, userIdentity, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

describe('playback', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startPlaylistSystem();
  });
  afterAll(() => system.stop());
  afterEach(() => jest.restoreAllMocks());

  async function venueWith(count: number): Promise<{ venue: TestVenue; tracks: TrackSummary[] }> {
    const venue = new TestVenue(system);
    const tracks = await venue.library(count);
    for (const track of tracks) await venue.add(track);
    return { venue, tracks };
  }
  const revisions = (venue: TestVenue): number[] =>
    system.messages
      .heard(playbackChanged)
      .flatMap(({ payload }) => (payload.venueId === venue.id ? [payload.revision] : []));
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

  it('plays what is queued, song after song, with one revision a change', async () => {
    const venue = new TestVenue(system);
    const [first, second] = await venue.library(2);
    expect(await venue.state()).toMatchObject({ revision: 0, nowPlaying: { state: 'stopped', item_id: null } });
    expect(await venue.add(first!)).toMatchObject({ revision: 1, duplicate: false });
    expect(await venue.add(second!)).toMatchObject({ revision: 2 });
    expect((await venue.state()).nowPlaying.state).toBe('stopped');
    expect(await venue.command('PLAY')).toMatchObject({ revision: 3 });
    const { nowPlaying } = await venue.state();
    expect(nowPlaying).toMatchObject({ state: 'playing', track_id: first!.id, title: first!.title, duration: 180 });
    expect(await venue.titles()).toEqual([second!.title]);
    await venue.command('PAUSE');
    expect((await venue.state()).nowPlaying).toMatchObject({ state: 'paused', start_timestamp: null });
    await venue.command('PLAY_NEXT');
    expect((await venue.state()).nowPlaying).toMatchObject({ state: 'playing', track_id: second!.id });
    await eventually(() => expect(revisions(venue)).toEqual(upTo(5)));
    // The other events of a change follow the one with its revision.
    await eventually(() => {
      const started = system.messages.heard(trackStarted).filter(({ payload }) => payload.venueId === venue.id);
      expect(started.map(({ payload }) => payload.trackId)).toEqual([first!.id, second!.id]);
      const finished = system.messages.heard(trackFinished).filter(({ payload }) => payload.venueId === venue.id);
      expect(finished).toMatchObject([{ payload: { trackId: first!.id, reason: 'skipped' } }]);
      const steered = system.messages.heard(playbackSteered).filter(({ payload }) => payload.venueId === venue.id);
      expect(steered.at(-1)).toMatchObject({
        payload: { action: 'playback_command', detail: { command: 'PLAY_NEXT' } },
        envelope: { actor: { userId: venue.owner.userId } },
      });
    });
  });

  it('publishes only what changed', async () => {
    const { venue } = await venueWith(2);
    await venue.command('PLAY');
    await venue.command('SET_VOLUME', 35);
    await venue.command('SEEK', 30);
    await venue.command('FADE_OUT_STOP', 3);
    await eventually(() => expect(revisions(venue)).toEqual(upTo(6)));
    const messages = system.messages
      .heard(playbackChanged)
      .filter(({ payload }) => payload.venueId === venue.id)
      .slice(2)
      .map(({ payload }) => payload.messages.map(({ type }) => type));
    expect(messages).toEqual([
      ['NOW_PLAYING_UPDATE', 'QUEUE_UPDATE'],
      ['PLAYER_SETTINGS_UPDATE'],
      ['NOW_PLAYING_UPDATE'],
      ['PLAYER_COMMAND', 'NOW_PLAYING_UPDATE'],
    ]);
  });

  it('gives consecutive revisions to commands that come at the same time', async () => {
    const { venue } = await venueWith(1);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => venue.command('SET_VOLUME', index)));
    // Each value differs from the one before it, but one may be the default.
    const distinct = [...new Set(answers.map(({ revision }) => revision))].toSorted((a, b) => a - b);
    const { revision } = await venue.state();
    expect(distinct.at(-1)).toBe(revision);
    await eventually(() => expect(revisions(venue)).toEqual(upTo(revision)));
    expect(revision).toBe(41);
  });

  it('acts once on a command that is sent twice, also at the same time', async () => {
    const { venue, tracks } = await venueWith(3);
    await venue.command('PLAY');
    const commandId = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => venue.command('PLAY_NEXT', undefined, commandId)));
    expect(answers.map(({ duplicate }) => duplicate).toSorted()).toEqual([false, true, true]);
    expect(new Set(answers.map(({ revision }) => revision)).size).toBe(1);
    expect((await venue.state()).nowPlaying.track_id).toBe(tracks[1]!.id);
    const adding = { commandId: randomUUID() };
    const first = await venue.add(tracks[0]!, adding);
    expect(await venue.add(tracks[0]!, adding)).toEqual({ ...first, duplicate: true });
    expect((await venue.state()).queue.active_total).toBe(2);
  });

  it('never skips two songs when the end of one and a command to skip it come at the same time', async () => {
    const { venue, tracks } = await venueWith(8);
    await venue.command('PLAY');
    const itemId = (await venue.state()).nowPlaying.item_id!;
    const ended = () =>
      venue.asOwner.request(reportPlayer, { venueId: venue.id, state: 'ended', currentTime: 180, itemId });
    await Promise.all([ended(), venue.command('PLAY_NEXT'), ended(), ended()]);
    const { nowPlaying, queue } = await venue.state();
    const index = tracks.findIndex(({ id }) => id === nowPlaying.track_id);
    // Skipped once by hand; by its end only if that came first.
    expect([1, 2]).toContain(index);
    expect(queue.active_queue.map(({ track_id }) => track_id)).toEqual(tracks.slice(index + 1).map(({ id }) => id));
    await eventually(() => {
      const finished = system.messages.heard(trackFinished).filter(({ payload }) => payload.venueId === venue.id);
      expect(finished.map(({ payload }) => payload.itemId)).toHaveLength(index);
      expect(new Set(finished.map(({ payload }) => payload.playId)).size).toBe(index);
    });
  });

  it('steers the queue by item, index and video', async () => {
    const venue = new TestVenue(system);
    const [a, b, c] = await venue.library(3);
    const [video] = await venue.library(1, { source: 'youtube', videoId: 'dQw4w9WgXcQ', fileId: null });
    const { itemId } = await venue.add(a!);
    await venue.add(b!);
    await venue.add(c!, { position: 1 });
    await venue.add(video!, { position: 0 });
    expect(await venue.titles()).toEqual([video!, a!, c!, b!].map(({ title }) => title));
    await venue.asOwner.request(reorderQueue, { venueId: venue.id, itemId, position: 3 });
    expect(await venue.titles()).toEqual([video!, c!, b!, a!].map(({ title }) => title));
    await venue.asOwner.request(reorderQueue, { venueId: venue.id, itemId, position: 0 });
    await venue.asOwner.request(removeFromQueue, { venueId: venue.id, videoId: 'dQw4w9WgXcQ' });
    expect(await venue.titles()).toEqual([a!, c!, b!].map(({ title }) => title));
    const page = await venue.asOwner.request(listQueue, { venueId: venue.id, page: 2, pageSize: 2 });
    expect(page).toMatchObject({ total: 3, revision: 7, items: [{ title: b!.title }] });
    const gone = venue.asOwner.request(removeFromQueue, { venueId: venue.id, videoId: 'dQw4w9WgXcQ' });
    await expect(gone).rejects.toMatchObject({ code: 'queue_item_not_found', status: 404 });
  });

  it('plays a song at once when asked to, and what was interrupted is over', async () => {
    const { venue, tracks } = await venueWith(2);
    const [quick] = await venue.library(1);
    await venue.command('PLAY');
    await venue.add(quick!, { action: 'quick' });
    const state = await venue.state();
    expect(state.nowPlaying).toMatchObject({ track_id: quick!.id, state: 'playing' });
    expect(state.queue.active_queue.map(({ track_id }) => track_id)).toEqual([tracks[1]!.id]);
  });

  it('plays a playlist from its start in place of the queue', async () => {
    const { venue } = await venueWith(2);
    const tracks = await venue.library(3);
    const trackIds = tracks.map(({ id }) => id);
    const { id } = await venue.asOwner.request(createPlaylist, { name: 'P', trackIds });
    const empty = await venue.asOwner.request(createPlaylist, { name: 'Empty' });
    await venue.command('PLAY_PLAYLIST', id);
    const state = await venue.state();
    expect(state.nowPlaying).toMatchObject({ track_id: trackIds[0], state: 'playing' });
    expect(state.queue.active_queue.map(({ track_id }) => track_id)).toEqual(trackIds.slice(1));
    expect(state.queue.active_total).toBe(2);
    await expect(venue.command('PLAY_PLAYLIST', empty.id)).rejects.toMatchObject({ code: 'playlist_empty' });
    const stranger = new TestVenue(system);
    await expect(stranger.command('PLAY_PLAYLIST', id)).rejects.toMatchObject({ code: 'playlist_not_found' });
    await expect(venue.command('PLAY_PLAYLIST', 'x')).rejects.toMatchObject({ code: 'bad_command_value' });
    expect(await venue.state()).toMatchObject({ revision: state.revision, nowPlaying: { track_id: trackIds[0] } });
  });

  it('goes through the default playlist by itself, each song once in a round, in ever new orders', async () => {
    const venue = new TestVenue(system);
    const tracks = await venue.library(4);
    const trackIds = tracks.map(({ id }) => id);
    await venue.asOwner.request(createPlaylist, { name: 'Default', trackIds, isDefault: true });
    await venue.command('PLAY');
    const heard: string[] = [];
    for (let index = 0; index < 20; index++) {
      const { nowPlaying } = await venue.state();
      heard.push(nowPlaying.track_id!);
      const report = { venueId: venue.id, state: 'ended', currentTime: 180, itemId: nowPlaying.item_id! } as const;
      await venue.asOwner.request(reportPlayer, report);
    }
    for (let round = 0; round < 20; round += 4)
      expect(heard.slice(round, round + 4).toSorted()).toEqual(trackIds.toSorted());
  });

  it('says why it refuses', async () => {
    const venue = new TestVenue(system);
    await expect(venue.command('PLAY')).rejects.toMatchObject({ code: 'nothing_to_play', status: 422 });
    await expect(venue.command('PAUSE')).rejects.toMatchObject({ code: 'nothing_playing' });
    await expect(venue.command('SEEK', -1)).rejects.toMatchObject({ code: 'bad_command_value', status: 400 });
    const volume = venue.asOwner.request(updateSetting, { venueId: venue.id, setting: 'master_volume', value: 101 });
    await expect(volume).rejects.toMatchObject({
      code: 'bad_setting_value',
      detail: 'master_volume takes a whole number from 0 to 100.',
    });
    expect((await venue.state()).revision).toBe(0);
  });

  it('belongs to its venue alone', async () => {
    const { venue } = await venueWith(1);
    const stranger = system.as(ownerIdentity());
    const steer = { venueId: venue.id, command: 'PLAY' } as const;
    await expect(stranger.request(getPlaybackState, { id: venue.id })).rejects.toMatchObject({
      code: 'venue_not_found',
    });
    await expect(stranger.request(sendCommand, steer)).rejects.toMatchObject({ code: 'venue_not_found' });
    const guest = system.as(userIdentity({ role: 'guest', venues: { [venue.id]: 'staff' } }));
    expect(await guest.request(getPlaybackState, { id: venue.id })).toMatchObject({ revision: 1 });
    await expect(guest.request(sendCommand, steer)).rejects.toMatchObject({ code: 'forbidden' });
    const itemId = (await venue.state()).queue.active_queue[0]!.item_id;
    const other = new TestVenue(system);
    const theft = other.asOwner.request(removeFromQueue, { venueId: other.id, itemId });
    await expect(theft).rejects.toMatchObject({ code: 'queue_item_not_found' });
  });

  it('is there for a member at once, and for an admin when the venue exists', async () => {
    const admin = system.as(userIdentity({ role: 'admin' }));
    const venueId = randomUUID();
    await expect(admin.request(getPlaybackState, { id: venueId })).rejects.toMatchObject({ code: 'venue_not_found' });
    const volume = { venueId, command: 'SET_VOLUME', value: 1 } as const;
    await expect(admin.request(sendCommand, volume)).rejects.toMatchObject({ code: 'venue_not_found' });
    const news = { venueId, name: 'Bar', slug: 'bar', timezone: 'UTC', ownerId: randomUUID() };
    await system.messages.publish(venueCreated, news);
    await eventually(() => admin.request(getPlaybackState, { id: venueId }));
  });

  it('leaves nothing behind when its connection dies in the middle of a change', async () => {
    const { venue } = await venueWith(2);
    await venue.command('PLAY');
    const before = await venue.state();
    const outbox = system.get('playlist', Outbox);
    const die = jest.spyOn(outbox, 'publishAll').mockImplementation(async (manager) => {
      // The service works as the owner of its schema; the connection is its login's.
      await manager.query('SET ROLE NONE');
      await manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    const commandId = randomUUID();
    const attempt = venue.command('PLAY_NEXT', undefined, commandId);
    await expect(attempt).rejects.toMatchObject({ code: 'service_unavailable', status: 503 });
    die.mockRestore();
    const after = await venue.state();
    expect(after).toMatchObject({ revision: before.revision, queue: before.queue });
    expect(after.nowPlaying.item_id).toBe(before.nowPlaying.item_id);
    expect(await venue.command('PLAY_NEXT', undefined, commandId)).toMatchObject({
      duplicate: false,
      revision: before.revision + 1,
    });
  });

  it('knows what plays, and where in it, after a restart', async () => {
    const own = await startPlaylistSystem();
    try {
      const venue = new TestVenue(own);
      const [track] = await venue.library(1);
      await venue.add(track!);
      await venue.command('PLAY');
      await venue.command('SEEK', 42);
      const before = await venue.state();
      await own.halt('playlist');
      await own.start('playlist');
      const after = await venue.state();
      expect(after.nowPlaying.start_timestamp).toBe(before.nowPlaying.start_timestamp);
      expect(after.nowPlaying.position).toBeGreaterThanOrEqual(42);
      expect(after.revision).toBe(before.revision);
    } finally {
      await own.stop();
    }
  });
});
