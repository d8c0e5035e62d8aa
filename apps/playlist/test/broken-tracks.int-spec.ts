import { createPlaylist, reportPlayer, trackUpdated, type TrackSummary } from '@djamms/contracts';
import { eventually, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

describe('tracks that players fail with', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startPlaylistSystem();
  });
  afterAll(() => system.stop());

  async function defaultPlaylist(count: number): Promise<{ venue: TestVenue; tracks: TrackSummary[] }> {
    const venue = new TestVenue(system);
    const tracks = await venue.library(count);
    const trackIds = tracks.map(({ id }) => id);
    await venue.asOwner.request(createPlaylist, { name: 'Default', trackIds, isDefault: true });
    return { venue, tracks };
  }
  async function mark(track: TrackSummary, isBroken: boolean, version: number): Promise<void> {
    await system.messages.publish(trackUpdated, { track: { ...track, isBroken, version }, fields: ['isBroken'] });
    await eventually(async () => {
      const found = await system.database.query('SELECT is_broken FROM playlist.known_tracks WHERE id = $1', [
        track.id,
      ]);
      expect(found).toEqual([{ is_broken: isBroken }]);
    });
  }
  async function hear(venue: TestVenue, songs: number): Promise<(string | null)[]> {
    const heard: (string | null)[] = [];
    for (let song = 0; song < songs; song++) {
      const { nowPlaying } = await venue.state();
      heard.push(nowPlaying.track_id);
      const report = { venueId: venue.id, state: 'ended', currentTime: 180, itemId: nowPlaying.item_id! } as const;
      await venue.asOwner.request(reportPlayer, report);
    }
    return heard;
  }

  it('are left out by auto-DJ while it has others, and come back when they are well again', async () => {
    const { venue, tracks } = await defaultPlaylist(4);
    const [broken] = tracks;
    await mark(broken!, true, 2);
    await venue.command('PLAY');
    const others = tracks.slice(1).map(({ id }) => id);
    const heard = await hear(venue, 9);
    for (let round = 0; round < 9; round += 3)
      expect(heard.slice(round, round + 3).toSorted()).toEqual(others.toSorted());
    await mark(broken!, false, 3);
    expect(await hear(venue, 8)).toContain(broken!.id);
  });

  it('play all the same when there is nothing else, and when staff queue them', async () => {
    const { venue, tracks } = await defaultPlaylist(2);
    for (const track of tracks) await mark(track, true, 2);
    await venue.command('PLAY');
    expect(new Set(await hear(venue, 4)).size).toBe(2);
    await venue.add(tracks[0]!);
    await venue.command('PLAY_NEXT');
    expect((await venue.state()).nowPlaying.track_id).toBe(tracks[0]!.id);
  });
});
