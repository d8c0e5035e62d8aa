import { MemoryVenue } from '../../../test/memory-venue';

describe('taking things back', () => {
  async function venueWith(...marks: string[]): Promise<MemoryVenue> {
    const venue = new MemoryVenue();
    for (const mark of marks) await venue.add(mark);
    return venue;
  }
  const remove = async (venue: MemoryVenue, mark: string, list: 'active' | 'priority' = 'active'): Promise<number> => {
    const item = venue.items(list).find(({ song }) => song.title === `Song ${mark}`);
    if (!item) throw new Error(`${mark} is not there`);
    await venue.act({ kind: 'remove', found: { item, list } });
    return venue.state.revision;
  };

  it('puts a removed song back where it was, with its own id', async () => {
    const venue = await venueWith('1', '2', '3');
    const before = venue.items('active');
    const revision = await remove(venue, '2');
    await venue.restore(revision);
    expect(venue.items('active')).toEqual(before);
    expect(venue.state).toMatchObject({ revision: revision + 1, counts: { active: 3 } });
  });

  it('puts things back once, and not what another change took out', async () => {
    const venue = await venueWith('1', '2', '3');
    const first = await remove(venue, '2');
    const second = await remove(venue, '3');
    await venue.restore(first);
    expect(venue.marks('active')).toEqual(['1', '2']);
    await expect(venue.restore(first)).rejects.toMatchObject({ code: 'nothing_to_restore' });
    await venue.restore(second);
    expect(venue.marks('active')).toEqual(['1', '2', '3']);
  });

  it('brings a cleared queue back in front of what was added since, with what was played', async () => {
    const venue = await venueWith('1', '2', '3', '4');
    await venue.command('PLAY');
    await venue.command('PLAY_NEXT');
    await venue.command('CLEAR_QUEUE');
    const { revision } = venue.state;
    await venue.add('5');
    expect(venue.marks('played')).toEqual([]);
    await venue.restore(revision);
    expect(venue.playing).toBe('2');
    expect(venue.marks('active')).toEqual(['3', '4', '5']);
    expect(venue.marks('played')).toEqual(['1']);
  });

  it('keeps who paid more in front', async () => {
    const venue = new MemoryVenue();
    await venue.add('1', 'next');
    await venue.add('2', 'next');
    await venue.act({ kind: 'clear', list: 'priority' });
    const { revision } = venue.state;
    await venue.add('3', 'next', { credit: 0.5 });
    await venue.add('4', 'next');
    await venue.restore(revision);
    expect(venue.marks('priority')).toEqual(['3', '1', '2', '4']);
  });

  it('plays on when the room ran dry meanwhile', async () => {
    const venue = await venueWith('1', '2');
    await venue.command('PLAY');
    await venue.command('CLEAR_QUEUE');
    const { revision } = venue.state;
    await venue.report('ended');
    expect(venue.playing).toBeUndefined();
    await venue.restore(revision);
    expect(venue.playing).toBe('2');
    expect(venue.state.deck?.sound).not.toBeNull();
  });

  it('makes a request wait again', async () => {
    const venue = new MemoryVenue();
    const requestId = venue.dice.newId();
    const request = await venue.add('1', 'next', { isRequest: true, requestId });
    const revision = await remove(venue, '1', 'priority');
    const { effects } = await venue.restore(revision);
    const fate = { status: 'queued', itemId: request.itemId };
    expect(effects).toContainEqual({ kind: 'request_changed', requestId, fate });
  });

  it('does not put back what the queue has no room for', async () => {
    const venue = await venueWith('1', '2');
    const revision = await remove(venue, '2');
    const full = { ...venue.state.counts, active: 5_000 };
    venue.state = { ...venue.state, counts: full };
    await expect(venue.restore(revision)).rejects.toMatchObject({ code: 'queue_full' });
    venue.state = { ...venue.state, counts: { ...full, active: 1 } };
    await venue.restore(revision);
    expect(venue.marks('active')).toEqual(['1', '2']);
  });

  it('has nothing to put back when a clearing took nothing that anybody saw', async () => {
    const venue = await venueWith('1');
    await venue.command('PLAY');
    await venue.report('ended');
    await venue.act({ kind: 'clear', list: 'both' });
    expect(venue.marks('played')).toEqual([]);
    await expect(venue.restore(venue.state.revision + 1)).rejects.toMatchObject({ code: 'nothing_to_restore' });
  });
});
