import { randomUUID } from 'node:crypto';
import {
  addPlaylistTracks,
  createPlaylist,
  deletePlaylist,
  getPlaylist,
  listPlaylistTracks,
  listPlaylists,
  playlistCreated,
  playlistDeleted,
  playlistUpdated,
  removePlaylistTrack,
  reorderPlaylist,
  updatePlaylist,
  type Playlist,
  type TrackSummary,
} from '@djamms/contracts';
import { eventually, ownerIdentity, userIdentity, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

describe('playlists', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startPlaylistSystem();
  });
  afterAll(() => system.stop());

  const create = (venue: TestVenue, tracks: TrackSummary[] = [], more: { isDefault?: boolean; name?: string } = {}) =>
    venue.asOwner.request(createPlaylist, { name: 'Evening', trackIds: tracks.map(({ id }) => id), ...more });
  const trackIds = async (venue: TestVenue, { id }: Playlist): Promise<string[]> => {
    const { items } = await venue.asOwner.request(listPlaylistTracks, { id, pageSize: 200 });
    expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index));
    return items.map(({ track }) => track.id);
  };

  it('keeps tracks in order with their count and duration', async () => {
    const venue = new TestVenue(system);
    const tracks = await venue.library(3, { duration: 100.1 });
    const playlist = await create(venue, tracks.slice(0, 2));
    expect(playlist).toMatchObject({ trackCount: 2, totalDuration: 200.2, version: 1, ownerId: venue.owner.userId });
    const added = await venue.asOwner.request(addPlaylistTracks, {
      id: playlist.id,
      trackIds: [tracks[2]!.id, tracks[0]!.id],
      position: 1,
    });
    expect(added).toMatchObject({ trackCount: 3, totalDuration: 300.3, version: 2 });
    expect(await trackIds(venue, playlist)).toEqual([tracks[0]!.id, tracks[2]!.id, tracks[1]!.id]);
    const removed = await venue.asOwner.request(removePlaylistTrack, { id: playlist.id, trackId: tracks[0]!.id });
    expect(removed).toMatchObject({ trackCount: 2, totalDuration: 200.2, version: 3 });
    const missing = venue.asOwner.request(removePlaylistTrack, { id: playlist.id, trackId: tracks[0]!.id });
    await expect(missing).rejects.toMatchObject({ code: 'playlist_track_not_found' });
  });

  it('moves one track, or takes a whole new order, and refuses what does not fit', async () => {
    const venue = new TestVenue(system);
    const tracks = await venue.library(5);
    const ids = tracks.map(({ id }) => id);
    const playlist = await create(venue, tracks);
    const reorder = (input: { trackIds?: string[]; from?: number; to?: number; version: number }) =>
      venue.asOwner.request(reorderPlaylist, { id: playlist.id, ...input });
    await reorder({ from: 4, to: 1, version: 1 });
    const moved = [ids[0]!, ids[4]!, ids[1]!, ids[2]!, ids[3]!];
    expect(await trackIds(venue, playlist)).toEqual(moved);
    await reorder({ from: 0, to: 4, version: 2 });
    expect(await trackIds(venue, playlist)).toEqual([...moved.slice(1), moved[0]]);
    await reorder({ trackIds: ids.toReversed(), version: 3 });
    expect(await trackIds(venue, playlist)).toEqual(ids.toReversed());
    await expect(reorder({ from: 0, to: 1, version: 1 })).rejects.toMatchObject({
      code: 'playlist_changed',
      status: 409,
    });
    await expect(reorder({ from: 0, to: 9, version: 4 })).rejects.toMatchObject({ code: 'order_mismatch' });
    await expect(reorder({ trackIds: ids.slice(1), version: 4 })).rejects.toMatchObject({ code: 'order_mismatch' });
    const foreign = [...ids.slice(1), randomUUID()];
    await expect(reorder({ trackIds: foreign, version: 4 })).rejects.toMatchObject({ code: 'order_mismatch' });
    await expect(reorder({ version: 4 })).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await trackIds(venue, playlist)).toEqual(ids.toReversed());
  });

  it('finds room however often tracks are put in the same place', async () => {
    const venue = new TestVenue(system);
    const tracks = await venue.library(32);
    const playlist = await create(venue, tracks.slice(0, 2));
    for (const track of tracks.slice(2))
      await venue.asOwner.request(addPlaylistTracks, { id: playlist.id, trackIds: [track.id], position: 1 });
    const ids = tracks.map(({ id }) => id);
    expect(await trackIds(venue, playlist)).toEqual([ids[0], ...ids.slice(2).toReversed(), ids[1]]);
  });

  it('keeps counts and positions right when many add at once', async () => {
    const venue = new TestVenue(system);
    const tracks = await venue.library(24, { duration: 10 });
    const playlist = await create(venue);
    await Promise.all(
      tracks.map((track, index) => {
        const ids = [track.id, tracks[(index + 1) % tracks.length]!.id];
        return venue.asOwner.request(addPlaylistTracks, { id: playlist.id, trackIds: ids, position: index % 3 });
      }),
    );
    const ids = await trackIds(venue, playlist);
    expect(ids.toSorted()).toEqual(tracks.map(({ id }) => id).toSorted());
    const after = await venue.asOwner.request(getPlaylist, { id: playlist.id });
    expect(after).toMatchObject({ trackCount: 24, totalDuration: 240 });
  });

  it('has at most one default in a venue, also when many want it at once', async () => {
    const venue = new TestVenue(system);
    const playlists = await Promise.all([1, 2, 3, 4].map((number) => create(venue, [], { name: `P${number}` })));
    await Promise.all(playlists.map(({ id }) => venue.asOwner.request(updatePlaylist, { id, isDefault: true })));
    await create(venue, [], { name: 'P5', isDefault: true });
    const { items } = await venue.asOwner.request(listPlaylists, {});
    expect(items.filter(({ isDefault }) => isDefault).map(({ name }) => name)).toEqual(['P5']);
  });

  it('lists by name, searches and sorts', async () => {
    const venue = new TestVenue(system);
    for (const name of ['beta', 'Alpha', '100% hits']) await create(venue, [], { name });
    const names = async (query: { q?: string; sort?: 'name:desc' }) =>
      (await venue.asOwner.request(listPlaylists, query)).items.map(({ name }) => name);
    expect(await names({})).toEqual(['100% hits', 'Alpha', 'beta']);
    expect(await names({ sort: 'name:desc' })).toEqual(['beta', 'Alpha', '100% hits']);
    expect(await names({ q: 'ALP' })).toEqual(['Alpha']);
    expect(await names({ q: '0%' })).toEqual(['100% hits']);
  });

  it('does not exist for another venue, and needs the right permission', async () => {
    const venue = new TestVenue(system);
    const { id } = await create(venue);
    const stranger = system.as(ownerIdentity());
    for (const attempt of [
      () => stranger.request(getPlaylist, { id }),
      () => stranger.request(updatePlaylist, { id, name: 'Mine' }),
      () => stranger.request(deletePlaylist, { id }),
      () => stranger.request(listPlaylistTracks, { id }),
      () => venue.asOwner.request(getPlaylist, { id: randomUUID() }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'playlist_not_found', status: 404 });
    const guest = system.as(userIdentity({ role: 'guest', venues: { [venue.id]: 'staff' } }));
    expect(await guest.request(getPlaylist, { id })).toMatchObject({ id });
    await expect(guest.request(deletePlaylist, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(system.as().request(getPlaylist, { id })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('refuses tracks that the venue does not have', async () => {
    const [venue, other] = [new TestVenue(system), new TestVenue(system)];
    const [track] = await other.library(1);
    await expect(create(venue, [track!])).rejects.toMatchObject({ code: 'unknown_track', status: 422 });
  });

  it('tells others of each change once', async () => {
    const venue = new TestVenue(system);
    const { id } = await create(venue);
    await venue.asOwner.request(updatePlaylist, { id, name: 'Later', version: 1 });
    await venue.asOwner.request(deletePlaylist, { id });
    await eventually(() => {
      const versions = [playlistCreated, playlistUpdated, playlistDeleted].map((event) =>
        system.messages.heard(event).flatMap(({ payload }) => (payload.playlistId === id ? [payload.version] : [])),
      );
      expect(versions).toEqual([[1], [2], [2]]);
    });
  });
});
