import { randomUUID } from 'node:crypto';
import {
  deleteTrack,
  getTrack,
  listHistory,
  recordPlay,
  trackFinished,
  trackPlayed,
  type PayloadOf,
  type Track,
} from '@djamms/contracts';
import { eventually, ownerIdentity, startTestSystem, type TestSystem } from '@djamms/testing';
import { musicService } from '../src/service';
import { addTrack, type Owner } from './library';

describe('plays', () => {
  let system: TestSystem;
  let owner: Owner;
  let track: Track;
  beforeAll(async () => {
    system = await startTestSystem({ services: [musicService] });
  });
  afterAll(() => system.stop());
  beforeEach(async () => {
    owner = ownerIdentity();
    track = await addTrack(system, owner);
  });

  const finished = (overrides: Partial<PayloadOf<typeof trackFinished>> = {}): PayloadOf<typeof trackFinished> => ({
    playId: randomUUID(),
    venueId: owner.venueId,
    itemId: randomUUID(),
    trackId: track.id,
    startedAt: '2026-11-20T20:00:00.000Z',
    durationPlayed: 170,
    source: 'queue',
    reason: 'ended',
    ...overrides,
  });
  const history = () => system.as(owner).request(listHistory, {});
  const current = () => system.as(owner).request(getTrack, { id: track.id });
  /** Resolves when this event and everything before it has been handled. */
  const settled = async () => {
    const { playId } = finished();
    const startedAt = '2000-01-01T00:00:00.000Z';
    await system.messages.publish(trackFinished, finished({ playId, startedAt, durationPlayed: 1 }));
    await eventually(async () => expect((await history()).items.map(({ id }) => id)).toContain(playId));
  };

  it('become history, a count and popularity, and are told', async () => {
    const play = finished();
    await system.messages.publish(trackFinished, play);
    await eventually(async () => {
      expect(await current()).toMatchObject({ playCount: 1, popularity: 1 });
    });
    const page = await history();
    expect(page).toMatchObject({ total: 1, page: 1 });
    expect(page.items).toEqual([
      {
        id: play.playId,
        trackId: track.id,
        title: track.title,
        artist: track.artist,
        playedAt: play.startedAt,
        durationPlayed: 170,
        source: 'queue',
        counted: true,
      },
    ]);
    await eventually(() => {
      const told = system.messages.heard(trackPlayed).filter(({ payload }) => payload.trackId === track.id);
      expect(told.map(({ payload }) => payload.playCount)).toEqual([1]);
    });
  });

  it('are never counted twice, however they are repeated', async () => {
    const play = finished();
    const id = randomUUID();
    await system.messages.publish(trackFinished, play, { id });
    await system.messages.publish(trackFinished, play, { id });
    await system.messages.publish(trackFinished, play);
    await settled();
    expect(await current()).toMatchObject({ playCount: 1 });
    expect((await history()).items.filter(({ id: playId }) => playId === play.playId)).toHaveLength(1);
  });

  it('do not count when too short, yet stand in the history', async () => {
    await system.messages.publish(trackFinished, finished({ durationPlayed: 20, reason: 'skipped' }));
    await eventually(async () => expect((await history()).items).toMatchObject([{ counted: false }]));
    expect(await current()).toMatchObject({ playCount: 0, popularity: 0 });
  });

  it('do not disturb somebody who is editing the track', async () => {
    await system.messages.publish(trackFinished, finished());
    await eventually(async () => expect(await current()).toMatchObject({ playCount: 1, version: track.version }));
  });

  it('of a track deleted meanwhile still stand in the history', async () => {
    await system.as(owner).request(deleteTrack, { id: track.id });
    await system.messages.publish(trackFinished, finished());
    await eventually(async () => expect((await history()).items).toMatchObject([{ title: track.title }]));
  });

  it('of unknown tracks, no tracks and another venue’s tracks change nothing', async () => {
    const foreign = await addTrack(system, ownerIdentity());
    for (const trackId of [randomUUID(), null, foreign.id])
      await system.messages.publish(trackFinished, finished({ trackId }));
    await settled();
    expect(await history()).toMatchObject({ total: 1 });
    const rows = await system.database.query('SELECT play_count FROM music.tracks WHERE id = $1', [foreign.id]);
    expect(rows).toEqual([{ play_count: 0 }]);
  });

  it('are listed newest first, in pages, each venue its own', async () => {
    const other = ownerIdentity();
    const days = ['2026-01-02', '2026-01-01', '2026-01-03'];
    for (const day of days)
      await system.messages.publish(trackFinished, finished({ startedAt: `${day}T20:00:00.000Z` }));
    await eventually(async () => expect(await history()).toMatchObject({ total: 3 }));
    const second = await system.as(owner).request(listHistory, { page: 2, pageSize: 2 });
    expect(second.items.map(({ playedAt }) => playedAt.slice(0, 10))).toEqual(['2026-01-01']);
    await expect(system.as(other).request(listHistory, {})).resolves.toMatchObject({ total: 0, items: [] });
    const foreign = system.as(other).request(listHistory, { venueId: owner.venueId });
    await expect(foreign).rejects.toMatchObject({ code: 'venue_not_found' });
  });

  it('can be reported by a client, each report one play, all at once', async () => {
    const input = { id: track.id, durationPlayed: 120 };
    const answers = await Promise.all(Array.from({ length: 5 }, () => system.as(owner).request(recordPlay, input)));
    expect(answers.map(({ playCount }) => playCount).toSorted()).toEqual([1, 2, 3, 4, 5]);
    const preview = await system.as(owner).request(recordPlay, { ...input, source: 'preview' });
    expect(preview).toEqual({ counted: false, playCount: 5 });
    const stranger = system.as(ownerIdentity()).request(recordPlay, input);
    await expect(stranger).rejects.toMatchObject({ code: 'track_not_found' });
  });
});
