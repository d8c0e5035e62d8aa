import { MemoryVenue } from '../../../test/memory-venue';

async function venueWith(...marks: string[]): Promise<MemoryVenue> {
  const venue = new MemoryVenue();
  for (const mark of marks) await venue.add(mark);
  return venue;
}

describe('reports', () => {
  it('shows that the player is busy, and takes its word on where it is', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    venue.now += 4_000;
    await venue.report('buffering', undefined, 1);
    expect(venue.state.deck).toMatchObject({ sound: null, position: 1 });
    venue.now += 2_000;
    await venue.report('playing', undefined, 1);
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now - 1_000);
  });

  it('leaves small differences to the player', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    const { revision } = venue.state;
    venue.now += 4_000;
    await venue.report('playing', undefined, 3.4);
    expect(venue.state.revision).toBe(revision);
  });

  it('does not let the echo of an earlier state undo what staff did since', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    await venue.command('PAUSE');
    expect((await venue.report('playing')).outcome).toBe('ignored');
    expect(venue.state.intention).toBe('pause');
  });

  it('does not let what was said before a SEEK undo it, and takes the player’s word from then on', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    const seen = venue.state.revision;
    venue.now += 500;
    await venue.seek(100);
    const { revision, deck } = venue.state;
    for (const state of ['playing', 'buffering', 'paused'] as const)
      expect((await venue.report(state, undefined, 0.4, seen)).outcome).toBe('ignored');
    expect(venue.state).toMatchObject({ revision, deck: { ...deck } });
    await venue.report('buffering', undefined, 100, revision);
    expect(venue.state.deck).toMatchObject({ sound: null, position: 100 });
    venue.now += 2_000;
    await venue.report('playing', undefined, 100, revision);
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now - 100_000);
  });

  it('takes every word of a player that does not say what it has seen', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    await venue.seek(100);
    expect((await venue.report('playing', undefined, 3)).outcome).toBe('done');
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now - 3_000);
  });

  it('does not let an echo of a pause silence what plays again, nor an old place undo the start of a song', async () => {
    const venue = await venueWith('a', 'b');
    await venue.command('PLAY');
    venue.now += 10_000;
    await venue.command('PAUSE');
    const paused = venue.state.revision;
    await venue.command('PLAY');
    expect((await venue.report('paused', undefined, 10, paused)).outcome).toBe('ignored');
    expect(venue.state.deck?.sound).not.toBeNull();
    const playing = venue.state.revision;
    await venue.command('PLAY_PREVIOUS');
    expect((await venue.report('playing', undefined, 10, playing)).outcome).toBe('ignored');
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now);
  });

  it('hears of a song that the player began before the venue knew, and of an end from before a SEEK', async () => {
    const venue = await venueWith('a', 'b');
    await venue.command('PLAY');
    const seen = venue.state.revision;
    await venue.seek(170);
    expect((await venue.report('ended', undefined, 180, seen)).outcome).toBe('done');
    expect(venue.playing).toBe('b');
    venue.now += 3_000;
    expect((await venue.report('playing', undefined, 0.5, seen)).outcome).toBe('done');
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now - 500);
  });

  it('still hears a player when a command changed nothing', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    await venue.command('PAUSE');
    await venue.seek(50);
    const { revision } = venue.state;
    await venue.seek(50);
    expect(venue.state).toMatchObject({ revision, deck: { placedRevision: revision } });
  });

  it('skips a song that can not be played, and stops after five in a row', async () => {
    const venue = await venueWith('a', 'b', 'c', 'd', 'e', 'f');
    await venue.command('PLAY');
    for (let index = 0; index < 5; index++) {
      const { itemId } = venue.onDeck!;
      const failure = { kind: 'failure', errorCode: 'decode', itemId, playerId: null, epoch: null } as const;
      await venue.act(failure);
      expect((await venue.act(failure)).outcome).toBe('ignored');
    }
    expect(venue.state).toMatchObject({ deck: null, intention: 'stop' });
    expect(venue.marks('active')).toEqual(['f']);
    await venue.command('PLAY');
    expect(venue.playing).toBe('f');
  });
});
