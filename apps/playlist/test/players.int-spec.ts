import {
  auditHeartbeats,
  heartbeatPlayer,
  masterChanged,
  playbackChanged,
  readyPlayer,
  registerPlayer,
  reportPlayer,
  reportPlayerError,
  playerFailed,
} from '@djamms/contracts';
import { Clock } from '@djamms/platform';
import { eventually, userIdentity, type TestSystem } from '@djamms/testing';
import { startPlaylistSystem, TestVenue } from './venue';

describe('players', () => {
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

  const register = (venue: TestVenue, deviceId: string, force = false) =>
    venue.asOwner.request(registerPlayer, { venueId: venue.id, deviceId, userAgent: 'Chromium', force });
  const heartbeat = (venue: TestVenue, deviceId: string, epoch?: number) =>
    venue.asOwner.request(heartbeatPlayer, { venueId: venue.id, deviceId, epoch, currentTime: 1 });
  const audit = () => system.asService('scheduler').request(auditHeartbeats, {});
  const told = (venue: TestVenue): string[] =>
    system.messages
      .heard(playbackChanged)
      .filter(({ payload }) => payload.venueId === venue.id)
      .flatMap(({ payload }) => payload.messages.map(({ type }) => type));

  it('makes exactly one of two devices the master that register at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const venue = new TestVenue(system);
      const answers = await Promise.all(['device-a', 'device-b', 'device-c'].map((device) => register(venue, device)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['conflict', 'conflict', 'registered']);
      const { player } = await venue.state();
      const winner = answers.find(({ status }) => status === 'registered');
      expect(player).toMatchObject({ player_id: winner?.playerId, epoch: 1, connected: true, user_agent: 'Chromium' });
      const loser = answers.find(({ status }) => status === 'conflict');
      expect(loser?.currentMaster?.deviceId).toBe(player?.device_id);
    }
  });

  it('keeps the lease by heartbeats, and tells everybody once when they stop and when they come back', async () => {
    const venue = new TestVenue(system);
    const { playerId, epoch } = await register(venue, 'device-a');
    expect(await register(venue, 'device-a')).toEqual({ status: 'reconnected', playerId, epoch });
    expect(await heartbeat(venue, 'device-a', epoch)).toEqual({ status: 'updated' });
    expect(await heartbeat(venue, 'device-b')).toEqual({ status: 'not_found' });
    expect((await venue.state()).revision).toBe(1);
    later = 16_000;
    await audit();
    await audit();
    expect(await venue.state()).toMatchObject({ revision: 2, player: { connected: false } });
    expect(await heartbeat(venue, 'device-a', epoch)).toEqual({ status: 'updated' });
    expect(await venue.state()).toMatchObject({ revision: 3, player: { connected: true } });
    await eventually(() =>
      expect(told(venue)).toEqual(['MASTER_CHANGED', 'PLAYER_CONNECTED', 'PLAYER_DISCONNECTED', 'PLAYER_CONNECTED']),
    );
  });

  it('gives the place away after two minutes of silence, and refuses whoever had it', async () => {
    const venue = new TestVenue(system);
    const old = await register(venue, 'device-a');
    expect(await register(venue, 'device-b')).toMatchObject({ status: 'conflict' });
    later = 121_000;
    const next = await register(venue, 'device-b');
    expect(next).toMatchObject({ status: 'registered', epoch: 2 });
    expect(await heartbeat(venue, 'device-a', old.epoch)).toEqual({ status: 'not_found' });
    expect(await heartbeat(venue, 'device-b', 1)).toEqual({ status: 'not_found' });
    const ready = (playerId: string) => venue.asOwner.request(readyPlayer, { venueId: venue.id, playerId });
    await expect(ready(old.playerId!)).rejects.toMatchObject({ code: 'not_master', status: 409 });
    expect(await ready(next.playerId!)).toMatchObject({ status: 'ok' });
    await eventually(() => {
      const changes = system.messages.heard(masterChanged).filter(({ payload }) => payload.venueId === venue.id);
      expect(changes.map(({ payload }) => payload.epoch)).toEqual([1, 2]);
    });
  });

  it('lets the owner take over by force, and nobody else', async () => {
    const venue = new TestVenue(system);
    await register(venue, 'device-a');
    const staff = system.as(userIdentity({ venues: { [venue.id]: 'staff' } }));
    const takeover = { venueId: venue.id, deviceId: 'device-b', force: true };
    await expect(staff.request(registerPlayer, takeover)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await register(venue, 'device-b', true)).toMatchObject({ status: 'registered', epoch: 2 });
  });

  it('does not let a former master steer the room', async () => {
    const venue = new TestVenue(system);
    for (const track of await venue.library(3)) await venue.add(track);
    const old = await register(venue, 'device-a');
    const next = await register(venue, 'device-b', true);
    await venue.command('PLAY');
    const { nowPlaying, revision } = await venue.state();
    const itemId = nowPlaying.item_id!;
    const ended = (playerId?: string, epoch?: number) => {
      const report = { venueId: venue.id, state: 'ended', currentTime: 180, itemId } as const;
      return venue.asOwner.request(reportPlayer, { ...report, playerId, epoch });
    };
    const failed = (playerId?: string, epoch?: number) => {
      const failure = { venueId: venue.id, errorCode: 'decode', itemId };
      return venue.asOwner.request(reportPlayerError, { ...failure, playerId, epoch });
    };
    for (const [playerId, epoch] of [[old.playerId], [old.playerId, 2], [next.playerId, 1], [undefined, 1]] as const) {
      expect(await ended(playerId, epoch)).toEqual({ status: 'ignored', revision });
      expect(await failed(playerId, epoch)).toEqual({ status: 'ignored', revision });
    }
    expect(await ended(next.playerId)).toEqual({ status: 'ok', revision: revision + 1 });
    expect(await ended(next.playerId)).toEqual({ status: 'ignored', revision: revision + 1 });
  });

  it('does not lose a SEEK to what the player said before it heard of it', async () => {
    const venue = new TestVenue(system);
    await venue.playing(1);
    const { playerId } = await register(venue, 'device-a');
    const { nowPlaying, revision: seen } = await venue.state();
    const itemId = nowPlaying.item_id!;
    const report = (state: 'playing' | 'buffering', currentTime: number, revision?: number) =>
      venue.asOwner.request(reportPlayer, { venueId: venue.id, playerId, state, itemId, currentTime, revision });
    const { revision } = await venue.command('SEEK', 100);
    expect(await report('playing', 0, seen)).toEqual({ status: 'ignored', revision });
    expect(await report('buffering', 0, seen)).toEqual({ status: 'ignored', revision });
    const after = await venue.state();
    expect(after).toMatchObject({ revision, nowPlaying: { state: 'playing' } });
    expect(after.nowPlaying.position).toBeGreaterThanOrEqual(100);
    expect(await report('buffering', 100, revision)).toEqual({ status: 'ok', revision: revision + 1 });
    expect((await venue.state()).nowPlaying).toMatchObject({ state: 'buffering', position: 100 });
    // A player of an earlier version does not say what it has seen.
    expect(await report('playing', 7)).toEqual({ status: 'ok', revision: revision + 2 });
  });

  it('ends a registration after a day', async () => {
    const venue = new TestVenue(system);
    await register(venue, 'device-a');
    later = 24 * 3_600_000 + 1_000;
    expect((await audit()).removed).toBeGreaterThanOrEqual(1);
    expect((await venue.state()).player).toBeNull();
    expect(await heartbeat(venue, 'device-a')).toEqual({ status: 'not_found' });
  });

  it('plays the next song when one fails, and tells of it', async () => {
    const venue = new TestVenue(system);
    const tracks = await venue.library(2);
    for (const track of tracks) await venue.add(track);
    await venue.command('PLAY');
    const itemId = (await venue.state()).nowPlaying.item_id!;
    const failure = { venueId: venue.id, errorCode: 'decode', itemId };
    expect(await venue.asOwner.request(reportPlayerError, failure)).toMatchObject({ status: 'ok' });
    expect(await venue.asOwner.request(reportPlayerError, failure)).toMatchObject({ status: 'ignored' });
    expect((await venue.state()).nowPlaying).toMatchObject({ track_id: tracks[1]!.id, state: 'playing' });
    await eventually(() => {
      const failures = system.messages.heard(playerFailed).filter(({ payload }) => payload.venueId === venue.id);
      expect(failures).toMatchObject([{ payload: { trackId: tracks[0]!.id, errorCode: 'decode', failuresInARow: 1 } }]);
    });
  });

  it('lets only services ask for the audit', async () => {
    const venue = new TestVenue(system);
    await expect(venue.asOwner.request(auditHeartbeats, {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});
