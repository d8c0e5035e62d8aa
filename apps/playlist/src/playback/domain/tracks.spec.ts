import { MemoryVenue } from '../../../test/memory-venue';

async function venueWith(...marks: string[]): Promise<MemoryVenue> {
  const venue = new MemoryVenue();
  for (const mark of marks) await venue.add(mark);
  return venue;
}

describe('a track that leaves the library while it plays', () => {
  const none = { active: 0, priority: 0, played: 0 };

  it.each([0, 1, 2])('plays to its end and never again, whatever is repeated (%d)', async (repeats) => {
    const venue = await venueWith('a', 'b');
    for (let index = 0; index < repeats; index++) await venue.command('REPEAT_TOGGLE');
    await venue.command('PLAY');
    const { revision } = venue.state;
    await venue.act({ kind: 'track_gone', trackId: venue.onDeck!.song.trackId, removed: none, requests: [] });
    expect(venue.state.revision).toBe(revision);
    expect(venue.playing).toBe('a');
    await venue.report('ended');
    expect(venue.playing).toBe('b');
    expect([...venue.marks('active'), ...venue.marks('played'), ...venue.marks('past')]).toEqual([]);
  });

  it('does not come back by PLAY_PREVIOUS either', async () => {
    const venue = await venueWith('a', 'b');
    await venue.command('PLAY');
    await venue.command('PLAY_NEXT');
    await venue.act({ kind: 'track_gone', trackId: venue.onDeck!.song.trackId, removed: none, requests: [] });
    await venue.command('PLAY_PREVIOUS');
    expect([venue.playing, ...venue.marks('active')]).toEqual(['a']);
  });
});
