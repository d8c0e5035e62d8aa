import { randomUUID } from 'node:crypto';
import {
  reconcilePlayer,
  registerPlayer,
  trackFinished,
  trackStarted,
  type CallInputOf,
  type OfflinePlay,
  type QueueItem,
  type TrackSummary,
} from '@djamms/contracts';
import { eventually, ownerIdentity, trackSummary, userIdentity, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

type Story = CallInputOf<typeof reconcilePlayer>;

/** A player that is master of a venue with a playing song and has just lost the server. */
interface Alone {
  venue: TestVenue;
  tracks: TrackSummary[];
  /** What waits. */
  queue: QueueItem[];
  first: { item_id: string; track_id: string | null };
  story: (more: Partial<Story>) => Story;
}

describe('a player that was without its server', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startPlaylistSystem();
  });
  afterAll(() => system.stop());

  const register = (venue: TestVenue, deviceId: string, force = false) =>
    venue.asOwner.request(registerPlayer, { venueId: venue.id, deviceId, force });

  async function leftAlone(count = 4): Promise<Alone> {
    const venue = new TestVenue(system);
    const tracks = await venue.library(count);
    for (const track of tracks) await venue.add(track);
    const { playerId = '', epoch = 0 } = await register(venue, 'player-a');
    await venue.command('PLAY');
    const { nowPlaying, queue } = await venue.state();
    const first = { item_id: nowPlaying.item_id!, track_id: nowPlaying.track_id };
    const story = (more: Partial<Story>): Story => ({
      venueId: venue.id,
      playerId,
      commandId: randomUUID(),
      epoch,
      lastItemId: first.item_id,
      plays: [],
      current: null,
      ...more,
    });
    return { venue, tracks, queue: queue.active_queue, first, story };
  }

  const play = (
    { item_id, track_id }: { item_id: string | null; track_id: string | null },
    more: Partial<OfflinePlay> = {},
  ): OfflinePlay => ({
    playId: randomUUID(),
    itemId: item_id,
    trackId: track_id!,
    startedAt: Date.now() - 600_000,
    heard: 180,
    reason: 'ended',
    ...more,
  });
  const current = ({ item_id, track_id }: { item_id: string | null; track_id: string | null }) => ({
    playId: randomUUID(),
    itemId: item_id,
    trackId: track_id!,
    position: 42,
    startedAt: Date.now() - 42_000,
  });
  const tell = (venue: TestVenue, story: Story) => venue.asOwner.request(reconcilePlayer, story);
  const historyOf = (venue: TestVenue) =>
    system.messages.heard(trackFinished).flatMap(({ payload }) => (payload.venueId === venue.id ? [payload] : []));

  it('has played on, and the venue is where it is', async () => {
    const { venue, queue, first, story } = await leftAlone();
    const plays = [play(first), play(queue[0]!, { reason: 'skipped', heard: 30 })];
    const { revision } = await venue.state();
    const told = await tell(venue, story({ plays, current: current(queue[1]!) }));
    expect(told).toEqual({ status: 'ok', revision: revision + 1, duplicate: false });
    const after = await venue.state();
    expect(after.nowPlaying).toMatchObject({ item_id: queue[1]!.item_id, state: 'playing' });
    expect(after.nowPlaying.position).toBeGreaterThanOrEqual(42);
    expect(after.queue.active_queue.map(({ item_id }) => item_id)).toEqual([queue[2]!.item_id]);
    await eventually(() => expect(historyOf(venue)).toHaveLength(2));
    expect(historyOf(venue)).toMatchObject([
      { playId: plays[0]!.playId, durationPlayed: 180, reason: 'ended' },
      { playId: plays[1]!.playId, durationPlayed: 30, reason: 'skipped' },
    ]);
    // The start of what plays now follows the end of what was heard last.
    await eventually(() => {
      const started = system.messages.heard(trackStarted).filter(({ payload }) => payload.venueId === venue.id);
      expect(started.map(({ payload }) => payload.itemId)).toEqual([first, ...queue.slice(0, 2)].map((i) => i.item_id));
    });
  });

  it('may send its story twice, also at the same time: it acts once', async () => {
    const { venue, queue, first, story } = await leftAlone();
    const told = story({ plays: [play(first), play(queue[0]!)], current: current(queue[1]!) });
    const answers = await Promise.all([tell(venue, told), tell(venue, told), tell(venue, told)]);
    expect(answers.map(({ duplicate }) => duplicate).toSorted()).toEqual([false, true, true]);
    expect(new Set(answers.map(({ revision, status }) => `${status} ${revision}`)).size).toBe(1);
    const { queue: after } = await venue.state();
    expect(after.active_total).toBe(1);
    await venue.command('PLAY_NEXT');
    await eventually(() => expect(historyOf(venue)).toHaveLength(3));
  });

  it('changes nothing when it comes back in the middle of the same song', async () => {
    const { venue, first, story } = await leftAlone();
    const before = await venue.state();
    const told = await tell(venue, story({ current: current(first) }));
    expect(told).toEqual({ status: 'ok', revision: before.revision, duplicate: false });
    expect((await venue.state()).nowPlaying.start_timestamp).toBe(before.nowPlaying.start_timestamp);
  });

  it('never skips a song when staff skip at the moment of its return', async () => {
    for (let round = 0; round < 4; round++) {
      const { venue, tracks, queue, first, story } = await leftAlone();
      const told = story({ plays: [play(first)], current: current(queue[0]!) });
      await Promise.all([tell(venue, told), venue.command('PLAY_NEXT')]);
      const { nowPlaying, queue: after } = await venue.state();
      const index = tracks.findIndex(({ id }) => id === nowPlaying.track_id);
      // Skipped before its return: to the song that it plays. Skipped after it: one further.
      expect([1, 2]).toContain(index);
      expect(after.active_queue.map(({ track_id }) => track_id)).toEqual(tracks.slice(index + 1).map(({ id }) => id));
      await eventually(() => expect(historyOf(venue).map(({ trackId }) => trackId)).toHaveLength(index));
    }
  });

  it('follows what staff chose meanwhile', async () => {
    const { venue, queue, first, story } = await leftAlone();
    const [quick] = await venue.library(1);
    await venue.add(quick!, { action: 'quick' });
    const before = await venue.state();
    const told = story({ plays: [play(first), play(queue[0]!)], current: current(queue[1]!) });
    expect(await tell(venue, told)).toMatchObject({ status: 'history', duplicate: false });
    expect(await tell(venue, told)).toMatchObject({ status: 'history', duplicate: true });
    const after = await venue.state();
    expect(after.nowPlaying.item_id).toBe(before.nowPlaying.item_id);
    expect(after.queue.active_queue.map(({ item_id }) => item_id)).toEqual(queue.slice(1).map((i) => i.item_id));
  });

  it('only adds to the history when another player was master since', async () => {
    const { venue, queue, first, story } = await leftAlone();
    await register(venue, 'player-b', true);
    const { playerId } = await register(venue, 'player-a', true);
    const before = await venue.state();
    const told = story({ playerId, plays: [play(first), play(queue[0]!)], current: current(queue[1]!) });
    expect(await tell(venue, told)).toEqual({ status: 'history', revision: before.revision, duplicate: false });
    expect((await venue.state()).queue).toEqual(before.queue);
    await eventually(() => expect(historyOf(venue)).toMatchObject([{ itemId: queue[0]!.item_id }]));
  });

  it('is refused when it is not the master any more, or never was', async () => {
    const { venue, first, story } = await leftAlone();
    await register(venue, 'player-b', true);
    const refused = { code: 'not_master', status: 409 };
    await expect(tell(venue, story({ plays: [play(first)] }))).rejects.toMatchObject(refused);
    await expect(tell(venue, story({ playerId: randomUUID() }))).rejects.toMatchObject(refused);
    const stranger = system.as(ownerIdentity()).request(reconcilePlayer, story({}));
    await expect(stranger).rejects.toMatchObject({ code: 'venue_not_found' });
    const guest = system.as(userIdentity({ role: 'guest', venues: { [venue.id]: 'staff' } }));
    await expect(guest.request(reconcilePlayer, story({}))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('played the default playlist, but no track of another venue', async () => {
    const { venue, tracks, queue, first, story } = await leftAlone(2);
    const foreign = trackSummary();
    const auto = { item_id: null, track_id: tracks[0]!.id };
    const strange = { item_id: null, track_id: foreign.id };
    const plays = [play(first), play(queue[0]!), play(auto), play(strange)];
    await tell(venue, story({ plays, current: current(auto) }));
    const { nowPlaying, queue: after } = await venue.state();
    expect(nowPlaying).toMatchObject({ track_id: tracks[0]!.id, state: 'playing' });
    expect(after.active_total).toBe(0);
    await eventually(() => expect(historyOf(venue)).toHaveLength(3));
    expect(historyOf(venue).map(({ source }) => source)).toEqual(['queue', 'queue', 'auto']);
  });

  it('gets what was added meanwhile when it has nothing left to play', async () => {
    const { venue, queue, first, story } = await leftAlone(2);
    const [late] = await venue.library(1);
    await venue.add(late!);
    await tell(venue, story({ plays: [play(first), play(queue[0]!)] }));
    expect((await venue.state()).nowPlaying).toMatchObject({ track_id: late!.id, state: 'playing' });
  });

  it('may have repeated one song for hours', async () => {
    const { venue, queue, first, story } = await leftAlone(2);
    const plays = Array.from({ length: 200 }, () => play(first));
    await tell(venue, story({ plays, current: current(first) }));
    const { nowPlaying, queue: after } = await venue.state();
    expect(nowPlaying).toMatchObject({ track_id: first.track_id, state: 'playing' });
    expect(after.active_queue.map(({ item_id }) => item_id)).toEqual([queue[0]!.item_id]);
    await eventually(() => expect(new Set(historyOf(venue).map(({ playId }) => playId)).size).toBe(200));
  });
});
