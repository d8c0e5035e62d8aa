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
      const failure = { kind: 'failure', errorCode: 'decode', itemId, playerId: null } as const;
      await venue.act(failure);
      expect((await venue.act(failure)).outcome).toBe('ignored');
    }
    expect(venue.state).toMatchObject({ deck: null, intention: 'stop' });
    expect(venue.marks('active')).toEqual(['f']);
    await venue.command('PLAY');
    expect(venue.playing).toBe('f');
  });
});

describe('a track that leaves the library while it plays', () => {
  const none = { active: 0, priority: 0, played: 0 };

  it.each([0, 1, 2])('plays to its end and never again, whatever is repeated (%d)', async (repeats) => {
    const venue = await venueWith('a', 'b');
    for (let index = 0; index < repeats; index++) await venue.command('REPEAT_TOGGLE');
    await venue.command('PLAY');
    const { revision } = venue.state;
    await venue.act({ kind: 'track_gone', trackId: venue.onDeck!.song.trackId, removed: none });
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
    await venue.act({ kind: 'track_gone', trackId: venue.onDeck!.song.trackId, removed: none });
    await venue.command('PLAY_PREVIOUS');
    expect([venue.playing, ...venue.marks('active')]).toEqual(['a']);
  });
});

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
