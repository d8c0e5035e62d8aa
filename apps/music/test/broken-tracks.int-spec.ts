import { randomUUID } from 'node:crypto';
import {
  createTrack,
  getTrack,
  listHistory,
  playerFailed,
  trackFinished,
  trackUpdated,
  type PayloadOf,
  type Track,
} from '@djamms/contracts';
import { eventually, ownerIdentity, startTestSystem, type TestSystem } from '@djamms/testing';
import { musicService } from '../src/service';
import { addTrack, newTrack, type Owner } from './library';

describe('a track that players fail with', () => {
  let system: TestSystem;
  let owner: Owner;
  let upload: ReturnType<typeof newTrack>;
  let track: Track;
  beforeAll(async () => {
    system = await startTestSystem({ services: [musicService] });
  });
  afterAll(() => system.stop());
  beforeEach(async () => {
    owner = ownerIdentity();
    upload = newTrack(owner);
    track = await system.as(owner).request(createTrack, upload);
  });

  const failure = (overrides: Partial<PayloadOf<typeof playerFailed>> = {}): PayloadOf<typeof playerFailed> => ({
    venueId: owner.venueId,
    itemId: randomUUID(),
    trackId: track.id,
    errorCode: 'decode',
    failuresInARow: 1,
    ...overrides,
  });
  const fail = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) await system.messages.publish(playerFailed, failure());
  };
  const finish = (reason: 'ended' | 'skipped') =>
    system.messages.publish(trackFinished, {
      playId: randomUUID(),
      venueId: owner.venueId,
      itemId: randomUUID(),
      trackId: track.id,
      startedAt: '2026-11-20T20:00:00.000Z',
      durationPlayed: 170,
      source: 'queue',
      reason,
    });
  const current = () => system.as(owner).request(getTrack, { id: track.id });
  const becomes = (expected: Partial<Track>) =>
    eventually(async () => expect(await current()).toMatchObject({ ...expected }));
  /** Resolves when all failures that were told before have been handled: they are in their order. */
  const settled = async (): Promise<void> => {
    const { id } = await addTrack(system, owner);
    await system.messages.publish(playerFailed, failure({ trackId: id }));
    await eventually(async () =>
      expect(await system.as(owner).request(getTrack, { id })).toMatchObject({ playbackFailures: 1 }),
    );
  };
  const marks = () =>
    system.messages
      .heard(trackUpdated)
      .flatMap(({ payload }) => (payload.track.id === track.id ? [payload.track.isBroken] : []));

  it('is marked at the third failure, as a new version that is told', async () => {
    await fail(2);
    await becomes({ playbackFailures: 2, isBroken: false, version: 1 });
    await fail(1);
    await becomes({ playbackFailures: 3, isBroken: true, version: 2 });
    await fail(1);
    await becomes({ playbackFailures: 4, version: 2 });
    await eventually(() => expect(marks()).toEqual([true]));
  });

  it('is counted once for a failure that is told twice', async () => {
    const id = randomUUID();
    const told = failure();
    await system.messages.publish(playerFailed, told, { id });
    await system.messages.publish(playerFailed, told, { id });
    await fail(1);
    await settled();
    expect(await current()).toMatchObject({ playbackFailures: 2, isBroken: false });
  });

  it('is no longer marked when it was heard to its end', async () => {
    await fail(3);
    await becomes({ isBroken: true });
    await finish('skipped');
    await eventually(async () => expect(await system.as(owner).request(listHistory, {})).toMatchObject({ total: 1 }));
    await fail(1);
    await becomes({ playbackFailures: 4, isBroken: true });
    await finish('ended');
    await becomes({ playbackFailures: 0, isBroken: false, version: 3 });
    await eventually(() => expect(marks()).toEqual([true, false]));
  });

  it('begins to count anew after each play', async () => {
    await fail(2);
    await becomes({ playbackFailures: 2 });
    await finish('ended');
    await becomes({ playbackFailures: 0 });
    await fail(2);
    await becomes({ playbackFailures: 2, isBroken: false, version: 1 });
  });

  it('gets another chance when its file is uploaded again', async () => {
    await fail(3);
    await becomes({ isBroken: true });
    const again = system.as(owner).request(createTrack, { ...upload, id: randomUUID(), fileId: randomUUID() });
    await expect(again).rejects.toMatchObject({ code: 'track_exists' });
    expect(await current()).toMatchObject({ playbackFailures: 0, isBroken: false });
  });

  it('is not marked by another venue', async () => {
    for (let time = 0; time < 3; time++)
      await system.messages.publish(playerFailed, failure({ venueId: randomUUID(), trackId: track.id }));
    await system.messages.publish(playerFailed, failure({ trackId: randomUUID() }));
    await system.messages.publish(playerFailed, failure({ trackId: null }));
    await fail(1);
    await settled();
    expect(await current()).toMatchObject({ playbackFailures: 1, isBroken: false });
  });
});
