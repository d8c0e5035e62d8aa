import { MemoryVenue } from '../../../test/memory-venue';

async function venueWith(...marks: string[]): Promise<MemoryVenue> {
  const venue = new MemoryVenue();
  for (const mark of marks) await venue.add(mark);
  return venue;
}

describe('the queue', () => {
  it('refuses the song that is one too many', async () => {
    const venue = new MemoryVenue();
    venue.state.counts.active = 5_000;
    await expect(venue.add('a')).rejects.toMatchObject({ code: 'queue_full' });
  });

  it('takes songs at any place, as often as it likes', async () => {
    const venue = await venueWith('a', 'b');
    for (let index = 0; index < 60; index++) await venue.add(`m${index}`, 1);
    expect(venue.marks('active').slice(0, 3)).toEqual(['a', 'm59', 'm58']);
    expect(venue.marks('active').at(-1)).toBe('b');
    expect(venue.marks('active')).toHaveLength(62);
  });

  it('clears what waits, and not what plays', async () => {
    const venue = await venueWith('a', 'b', 'c');
    await venue.add('p', 'next');
    await venue.command('PLAY');
    await venue.command('CLEAR_QUEUE');
    expect(venue.playing).toBe('p');
    expect(venue.state.counts).toMatchObject({ active: 0, priority: 0 });
  });
});
