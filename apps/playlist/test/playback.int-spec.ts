import { playbackChanged, trackFinished, trackStarted } from '@djamms/contracts';
import { eventually, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

describe('playback', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startPlaylistSystem();
  });
  afterAll(() => system.stop());

  it('plays what is queued, song after song, with one revision a change', async () => {
    const venue = new TestVenue(system);
    const [first, second] = await venue.library(2);
    expect(await venue.state()).toMatchObject({ revision: 0, nowPlaying: { state: 'stopped', item_id: null } });
    expect(await venue.add(first!)).toMatchObject({ revision: 1, duplicate: false });
    expect(await venue.add(second!)).toMatchObject({ revision: 2 });
    expect((await venue.state()).nowPlaying.state).toBe('stopped');

    expect(await venue.command('PLAY')).toMatchObject({ revision: 3 });
    expect((await venue.state()).nowPlaying).toMatchObject({
      state: 'playing',
      track_id: first!.id,
      title: first!.title,
    });
    expect(await venue.titles()).toEqual([second!.title]);

    await venue.command('PAUSE');
    expect((await venue.state()).nowPlaying).toMatchObject({ state: 'paused', start_timestamp: null });
    await venue.command('PLAY_NEXT');
    expect((await venue.state()).nowPlaying).toMatchObject({ state: 'playing', track_id: second!.id });

    await eventually(() => {
      const mine = system.messages.heard(playbackChanged).filter(({ payload }) => payload.venueId === venue.id);
      expect(mine.map(({ payload }) => payload.revision)).toEqual([1, 2, 3, 4, 5]);
    });
    const started = system.messages.heard(trackStarted).filter(({ payload }) => payload.venueId === venue.id);
    expect(started.map(({ payload }) => payload.trackId)).toEqual([first!.id, second!.id]);
    const finished = system.messages.heard(trackFinished).filter(({ payload }) => payload.venueId === venue.id);
    expect(finished).toMatchObject([{ payload: { trackId: first!.id, reason: 'skipped' } }]);
  });
});
