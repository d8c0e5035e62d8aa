import { MemoryVenue, testSong } from '../../../test/memory-venue';

async function venueWith(...marks: string[]): Promise<MemoryVenue> {
  const venue = new MemoryVenue();
  for (const mark of marks) await venue.add(mark);
  return venue;
}

const finished = (venue: MemoryVenue) =>
  venue.facts.flatMap((effect) => (effect.kind === 'track_finished' ? [effect.fact] : []));

describe('what plays next', () => {
  it('plays requests and "play next" before the queue', async () => {
    const venue = await venueWith('a', 'b');
    await venue.add('p1', 'next');
    await venue.add('p2', 'next');
    await venue.command('PLAY');
    expect(venue.playing).toBe('p1');
    await venue.report('ended');
    expect(venue.playing).toBe('p2');
    await venue.report('ended');
    expect(venue.playing).toBe('a');
  });

  it('puts a request that paid before those that did not, and behind those that paid as much', async () => {
    const venue = new MemoryVenue();
    await venue.add('free', 'next');
    await venue.add('paid1', 'next', { credit: 0.5, isRequest: true });
    await venue.add('paid2', 'next', { credit: 0.5, isRequest: true });
    expect(venue.marks('priority')).toEqual(['paid1', 'paid2', 'free']);
  });

  it('starts over when everything is repeated, in the same order', async () => {
    const venue = await venueWith('a', 'b', 'c');
    await venue.command('REPEAT_TOGGLE');
    await venue.command('PLAY');
    const heard = [venue.playing];
    for (let index = 0; index < 6; index++) {
      await venue.report('ended');
      heard.push(venue.playing);
    }
    expect(heard).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  it('repeats a single song when everything is repeated', async () => {
    const venue = await venueWith('a');
    await venue.command('REPEAT_TOGGLE');
    await venue.command('PLAY');
    const first = venue.onDeck?.itemId;
    await venue.report('ended');
    expect(venue.playing).toBe('a');
    expect(venue.onDeck?.itemId).not.toBe(first);
  });

  it('repeats one song as a new item, so that a second report of its end finds nothing', async () => {
    const venue = await venueWith('a', 'b');
    await venue.command('REPEAT_TOGGLE');
    await venue.command('REPEAT_TOGGLE');
    await venue.command('PLAY');
    const first = venue.onDeck!.itemId;
    await venue.report('ended', first);
    const again = await venue.report('ended', first);
    expect(again.outcome).toBe('ignored');
    expect(venue.playing).toBe('a');
    expect(finished(venue)).toHaveLength(1);
  });

  it('goes on with the default playlist when all is empty', async () => {
    const venue = await venueWith('a');
    venue.autoSongs = [testSong('auto')];
    await venue.command('PLAY');
    await venue.report('ended');
    expect(venue.playing).toBe('auto');
    expect(venue.onDeck?.source).toBe('auto');
  });

  it('falls silent at the end of the queue and plays at once what is added then', async () => {
    const venue = await venueWith('a');
    await venue.command('PLAY');
    await venue.report('ended');
    expect(venue.state.deck).toBeNull();
    await venue.add('b');
    expect(venue.playing).toBe('b');
    expect(venue.state.deck?.sound).not.toBeNull();
  });

  it('never skips a song when ended is reported twice', async () => {
    const venue = await venueWith('a', 'b', 'c');
    await venue.command('PLAY');
    const { itemId } = venue.onDeck!;
    await venue.report('ended', itemId);
    const { revision } = venue.state;
    await venue.report('ended', itemId);
    expect(venue.playing).toBe('b');
    expect(venue.state.revision).toBe(revision);
  });
});

describe('shuffle', () => {
  const marks = Array.from({ length: 30 }, (_, index) => String(index + 10));

  it('plays every song once, in an order of its own', async () => {
    const venue = await venueWith(...marks);
    await venue.command('SHUFFLE_TOGGLE');
    const shuffled = venue.marks('active');
    expect(shuffled).not.toEqual(marks);
    expect(shuffled.toSorted()).toEqual(marks);
    await venue.command('PLAY');
    const heard = [venue.playing];
    while (venue.marks('active').length > 0) {
      await venue.report('ended');
      heard.push(venue.playing);
    }
    expect(heard).toEqual(shuffled);
  });

  it('gives the original order back', async () => {
    const venue = await venueWith(...marks);
    await venue.command('SHUFFLE_TOGGLE');
    await venue.command('SHUFFLE_TOGGLE');
    expect(venue.marks('active')).toEqual(marks);
  });

  it('goes on after the current song when it is switched off, and comes to the ones before it later', async () => {
    const venue = await venueWith(...marks);
    await venue.command('SHUFFLE_TOGGLE');
    await venue.command('PLAY');
    await venue.command('SHUFFLE_TOGGLE');
    const index = marks.indexOf(venue.playing!);
    expect(venue.marks('active')).toEqual([...marks.slice(index + 1), ...marks.slice(0, index)]);
    await venue.add('z');
    expect(venue.marks('active').at(-1)).toBe('z');
  });

  it('keeps a place that was given by hand', async () => {
    const venue = await venueWith(...marks);
    await venue.command('SHUFFLE_TOGGLE');
    const order = venue.marks('active');
    const item = venue.items('active')[20]!;
    await venue.act({ kind: 'reorder', found: { item, list: 'active' }, to: 3 });
    expect(venue.marks('active')).toEqual(order.toSpliced(20, 1).toSpliced(3, 0, order[20]!));
    await venue.command('SHUFFLE_TOGGLE');
    expect(venue.marks('active')).toEqual(marks);
  });
});
