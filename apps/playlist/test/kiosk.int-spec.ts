import { randomUUID } from 'node:crypto';
import {
  DomainError,
  commonErrors,
  createPlaylist,
  defaultRequestRules,
  findVenue,
  getKiosk,
  playbackChanged,
  reportPlayerError,
  trackVoted,
  type OutputOf,
} from '@djamms/contracts';
import { requireService } from '@djamms/platform';
import { eventually, type TestSystem } from '@djamms/testing';
import { Guest } from './guest';
import { startPlaylistSystem, TestVenue } from './venue';

describe('what guests see', () => {
  let system: TestSystem;
  const venues = new Map<string, OutputOf<typeof findVenue>>();
  beforeAll(async () => {
    system = await startPlaylistSystem();
    await system.messages.fake(findVenue, ({ slug }, { identity }) => {
      requireService(identity);
      const venue = venues.get(slug);
      if (venue) return venue;
      throw new DomainError(commonErrors.venue_not_found, 'There is no venue at this address.');
    });
  });
  afterAll(() => system.stop());

  function openVenue(): { venue: TestVenue; slug: string } {
    const venue = new TestVenue(system);
    const slug = `bar-${venue.id.slice(0, 8)}`;
    venues.set(slug, { id: venue.id, slug, name: 'The Bar', timezone: 'Europe/Berlin', appName: null });
    return { venue, slug };
  }
  const kiosk = (slug: string) => system.as().request(getKiosk, { slug });
  const vote = (venue: TestVenue, trackId: string, voteCount: number, voteVersion: number) =>
    system.messages.publish(trackVoted, { venueId: venue.id, trackId, voteCount, voteVersion });
  const votesTold = (venue: TestVenue): number[] =>
    system.messages
      .heard(playbackChanged)
      .filter(({ payload }) => payload.venueId === venue.id)
      .flatMap(({ payload }) => payload.messages)
      .flatMap((message) =>
        message.type === 'NOW_PLAYING_UPDATE' ? [(message.payload as { vote_count: number }).vote_count] : [],
      );
  const known = (trackId: string) =>
    system.database.query<{ votes: number }>('SELECT votes FROM playlist.vote_counts WHERE track_id = $1', [trackId]);

  it('is the venue, what plays, what follows and what may be asked for, for anybody', async () => {
    const { venue, slug } = openVenue();
    const tracks = await venue.library(3);
    expect(await kiosk(slug)).toMatchObject({
      venue: { id: venue.id, slug, name: 'The Bar', timezone: 'Europe/Berlin', appName: null },
      revision: 0,
      nowPlaying: { state: 'stopped', item_id: null },
      queue: { active_total: 0, priority_total: 0 },
      rules: defaultRequestRules,
      prices: [],
    });
    await venue.add(tracks[0]!);
    await venue.add(tracks[1]!);
    await venue.command('PLAY');
    await new Guest(system, venue.id).ask(tracks[2]!);
    const { nowPlaying, queue, revision } = await venue.state();
    const view = await kiosk(slug);
    expect(view).toMatchObject({ revision, queue, nowPlaying: { item_id: nowPlaying.item_id, state: 'playing' } });
    expect(view.nowPlaying.start_timestamp).toBe(nowPlaying.start_timestamp);
    await expect(kiosk('nowhere')).rejects.toMatchObject({ code: 'venue_not_found', status: 404 });
  });

  it('is there for hundreds who open it at once', async () => {
    const { venue, slug } = openVenue();
    const [track] = await venue.library(1);
    await venue.add(track!);
    await venue.command('PLAY');
    const views = await Promise.all(Array.from({ length: 450 }, () => kiosk(slug)));
    expect(new Set(views.map(({ nowPlaying }) => nowPlaying.item_id)).size).toBe(1);
  });

  it('shows likes of the current song as they come, and of the next one as soon as it plays', async () => {
    const { venue, slug } = openVenue();
    const [current, next] = await venue.library(2);
    await venue.add(current!);
    await venue.add(next!);
    await vote(venue, next!.id, 7, 7);
    await eventually(async () => expect(await known(next!.id)).toEqual([{ votes: 7 }]));
    await venue.command('PLAY');
    const { revision } = await venue.state();
    await vote(venue, current!.id, 2, 2);
    await vote(venue, current!.id, 1, 1);
    await vote(venue, current!.id, 3, 3);
    await vote(venue, next!.id, 8, 8);
    await eventually(async () => expect(await known(next!.id)).toEqual([{ votes: 8 }]));
    expect(await venue.state()).toMatchObject({ revision: revision + 2, nowPlaying: { vote_count: 3 } });
    expect((await kiosk(slug)).nowPlaying).toMatchObject({ vote_count: 3, is_liked: false });
    await venue.command('PLAY_NEXT');
    await eventually(() => expect(votesTold(venue)).toEqual([0, 2, 3, 8]));
  });

  it('tells of likes in a venue where nothing has happened yet', async () => {
    const { venue, slug } = openVenue();
    const trackId = randomUUID();
    await vote(venue, trackId, 1, 1);
    await eventually(async () => expect(await known(trackId)).toEqual([{ votes: 1 }]));
    expect((await kiosk(slug)).revision).toBe(0);
  });

  it('raises an alert for staff when nothing will play, once, until music is started again', async () => {
    const { venue } = openVenue();
    const tracks = await venue.library(7);
    const { id } = await venue.asOwner.request(createPlaylist, {
      name: 'P',
      trackIds: tracks.map((track) => track.id),
    });
    await venue.command('PLAY_PLAYLIST', id);
    for (let index = 0; index < 5; index++) {
      const itemId = (await venue.state()).nowPlaying.item_id!;
      await venue.asOwner.request(reportPlayerError, { venueId: venue.id, errorCode: 'network', itemId });
    }
    const state = await venue.state();
    expect(state.nowPlaying.state).toBe('stopped');
    expect(state.alerts).toMatchObject([{ kind: 'player_failing', severity: 'critical', cleared_at: null }]);
    // One truth for all windows; a kiosk just shows none of it.
    expect((await new Guest(system, venue.id).state()).alerts).toEqual(state.alerts);
    await venue.command('PLAY');
    expect((await venue.state()).alerts).toEqual([]);
    await eventually(() => {
      const told = system.messages
        .heard(playbackChanged)
        .filter(({ payload }) => payload.venueId === venue.id)
        .flatMap(({ payload }) => payload.messages)
        .filter(({ type }) => type === 'ALERT')
        .map(({ payload }) => (payload as { alert: { cleared_at: number | null } }).alert.cleared_at === null);
      expect(told).toEqual([true, false]);
    });
  });
});
