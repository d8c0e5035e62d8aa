import { MemoryVenue } from '../../../test/memory-venue';

const register = (venue: MemoryVenue, deviceId: string, force = false) =>
  venue.act({ kind: 'register', deviceId, userAgent: null, force });
const heartbeat = (venue: MemoryVenue, deviceId: string, epoch: number | null = null) =>
  venue.act({ kind: 'heartbeat', deviceId, epoch });

describe('election of the master player', () => {
  it('takes the first device, and knows it again', async () => {
    const venue = new MemoryVenue();
    expect((await register(venue, 'device-a')).outcome).toBe('registered');
    const { epoch, revision, master } = venue.state;
    expect((await register(venue, 'device-a')).outcome).toBe('reconnected');
    expect(venue.state).toMatchObject({ epoch, revision });
    expect(venue.state.master?.playerId).toBe(master?.playerId);
  });

  it('refuses another device until the master has been silent for two minutes', async () => {
    const venue = new MemoryVenue();
    await register(venue, 'device-a');
    venue.now += 119_000;
    expect((await register(venue, 'device-b')).outcome).toBe('conflict');
    venue.now += 2_000;
    expect((await register(venue, 'device-b')).outcome).toBe('registered');
    expect(venue.state).toMatchObject({ epoch: 2, master: { deviceId: 'device-b' } });
    expect((await heartbeat(venue, 'device-a')).outcome).toBe('not_found');
  });

  it('gives the place at once to who may take it by force, and refuses the old epoch', async () => {
    const venue = new MemoryVenue();
    await register(venue, 'device-a');
    const oldPlayer = venue.state.master!.playerId;
    await register(venue, 'device-b', true);
    await venue.add('1');
    await venue.add('2');
    await venue.command('PLAY');
    const itemId = venue.onDeck!.itemId;
    const ended = {
      kind: 'report',
      state: 'ended',
      itemId,
      epoch: null,
      currentTime: 180,
      seenRevision: null,
    } as const;
    expect((await venue.act({ ...ended, playerId: oldPlayer })).outcome).toBe('ignored');
    expect(venue.onDeck?.itemId).toBe(itemId);
    expect((await venue.act({ ...ended, playerId: null, epoch: 1 })).outcome).toBe('ignored');
    const { playerId } = venue.state.master!;
    expect((await venue.act({ ...ended, playerId, epoch: 1 })).outcome).toBe('ignored');
    const failure = { kind: 'failure', errorCode: 'decode', itemId, playerId: null, epoch: 1 } as const;
    expect((await venue.act(failure)).outcome).toBe('ignored');
    expect(venue.onDeck?.itemId).toBe(itemId);
    expect((await venue.act({ ...ended, playerId, epoch: 2 })).outcome).toBe('done');
    expect((await heartbeat(venue, 'device-b', 1)).outcome).toBe('not_found');
  });

  it('tells the windows once that the player is away, and once that it is back', async () => {
    const venue = new MemoryVenue();
    await register(venue, 'device-a');
    venue.now += 15_000;
    await venue.act({ kind: 'audit' });
    expect(venue.state.master?.connected).toBe(true);
    venue.now += 1;
    await venue.act({ kind: 'audit' });
    const { revision } = venue.state;
    expect(venue.state.master?.connected).toBe(false);
    await venue.act({ kind: 'audit' });
    expect(venue.state.revision).toBe(revision);
    await heartbeat(venue, 'device-a');
    expect(venue.state).toMatchObject({ revision: revision + 1, master: { connected: true } });
    await heartbeat(venue, 'device-a');
    expect(venue.state.revision).toBe(revision + 1);
  });

  it('begins the song again for a new player when it ran out with nobody there to play it', async () => {
    const venue = new MemoryVenue();
    await venue.add('1');
    await venue.command('PLAY');
    venue.now += 100_000;
    await register(venue, 'device-a');
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now - 100_000);
    venue.now += 130_000;
    await register(venue, 'device-b');
    expect(venue.state.deck).toMatchObject({ heard: 0, sound: { anchor: venue.now } });
  });

  it('ends a registration after a day of silence', async () => {
    const venue = new MemoryVenue();
    await register(venue, 'device-a');
    venue.now += 24 * 3_600_000 + 1;
    await venue.act({ kind: 'audit' });
    expect(venue.state.master).toBeNull();
    expect((await heartbeat(venue, 'device-a')).outcome).toBe('not_found');
  });
});
