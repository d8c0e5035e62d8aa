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
