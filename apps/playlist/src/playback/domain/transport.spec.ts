import { MemoryVenue, testSong } from '../../../test/memory-venue';

async function venueWith(...marks: string[]): Promise<MemoryVenue> {
  const venue = new MemoryVenue();
  for (const mark of marks) await venue.add(mark);
  return venue;
}

const finished = (venue: MemoryVenue) =>
  venue.facts.flatMap((effect) => (effect.kind === 'track_finished' ? [effect.fact] : []));

describe('commands', () => {
  it('keeps a venue silent until somebody asks for music', async () => {
    const venue = await venueWith('a');
    expect(venue.state.deck).toBeNull();
    await expect(new MemoryVenue().command('PLAY')).rejects.toMatchObject({ code: 'nothing_to_play' });
  });

  it('pauses and goes on where it was, and counts only what was heard', async () => {
    const venue = await venueWith('a', 'b');
    await venue.command('PLAY');
    venue.now += 10_000;
    await venue.command('PAUSE');
    venue.now += 60_000;
    await venue.command('PLAY_PAUSE');
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now - 10_000);
    venue.now += 5_000;
    await venue.command('PLAY_NEXT');
    expect(finished(venue)).toMatchObject([{ durationPlayed: 15, reason: 'skipped' }]);
  });

  it('changes nothing when it plays already', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    const { revision } = venue.state;
    await venue.command('PLAY');
    expect(venue.state.revision).toBe(revision);
  });

  it('stays silent after an emergency stop, whatever is chosen, until PLAY', async () => {
    const venue = await venueWith('a', 'b', 'c');
    await venue.command('PLAY');
    await venue.command('EMERGENCY_STOP');
    await venue.command('PLAY_NEXT');
    await venue.act({ kind: 'add', item: venue.newItem(testSong('x')), at: 'end', playNow: true });
    await venue.command('PLAY_PREVIOUS');
    expect(venue.state.deck?.sound).toBeNull();
    expect(venue.state.intention).toBe('emergency');
    await venue.command('PLAY');
    expect(venue.state.deck?.sound).not.toBeNull();
  });

  it('tells the player how to fall silent', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    await venue.command('FADE_OUT_STOP');
    expect(venue.facts).toContainEqual({ kind: 'tell_master', command: 'FADE_OUT_STOP', value: 5, commandId: null });
    expect(venue.state.intention).toBe('stop');
  });

  it('refuses to seek beyond the end, and to seek in silence', async () => {
    const venue = await venueWith('a');
    await expect(venue.seek(3)).rejects.toMatchObject({ code: 'nothing_playing' });
    await venue.command('PLAY');
    await expect(venue.seek(181)).rejects.toMatchObject({ code: 'bad_command_value' });
    await venue.seek(100);
    expect(venue.state.deck?.sound?.anchor).toBe(venue.now - 100_000);
  });

  it('refuses to skip into silence', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    await expect(venue.command('PLAY_NEXT')).rejects.toMatchObject({ code: 'nothing_to_play' });
    expect(venue.playing).toBe('a');
  });

  it('goes back through what was played, and forward again', async () => {
    const venue = await venueWith('a', 'b', 'c');
    await venue.command('PLAY');
    await venue.command('PLAY_NEXT');
    await venue.command('PLAY_NEXT');
    await venue.command('PLAY_PREVIOUS');
    expect([venue.playing, ...venue.marks('active')]).toEqual(['b', 'c']);
    await venue.command('PLAY_PREVIOUS');
    expect([venue.playing, ...venue.marks('active')]).toEqual(['a', 'b', 'c']);
    await venue.command('PLAY_PREVIOUS');
    expect([venue.playing, ...venue.marks('active')]).toEqual(['a', 'b', 'c']);
  });
});
