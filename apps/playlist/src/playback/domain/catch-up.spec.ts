import { type OfflinePlay } from '@djamms/contracts';
import { MemoryVenue } from '../../../test/memory-venue';
import { type Item } from './state';

const minute = 60_000;

/** A venue that plays its first song, with its player as master, at the moment when the player loses the server. */
class LeftAlone {
  readonly venue = new MemoryVenue();
  items: Item[] = [];
  lastItemId: string | null = null;
  epoch = 0;
  private plays = 0;

  async begin(count = 4): Promise<this> {
    const { venue } = this;
    await venue.act({ kind: 'register', deviceId: 'player-a', userAgent: null, force: false });
    for (let mark = 1; mark <= count; mark++) this.items.push(await venue.add(String(mark)));
    await venue.command('PLAY');
    this.epoch = venue.state.epoch;
    this.lastItemId = venue.onDeck!.itemId;
    return this;
  }

  play(item: Item | null, more: Partial<OfflinePlay> = {}): OfflinePlay {
    const { dice, now } = this.venue;
    const startedAt = this.venue.now - 20 * minute + (this.plays += 1) * 3 * minute;
    return {
      playId: dice.newId(),
      itemId: item?.itemId ?? null,
      trackId: item?.song.trackId ?? this.items[0]!.song.trackId,
      startedAt: Math.min(startedAt, now),
      heard: 180,
      reason: 'ended',
      ...more,
    };
  }

  current(item: Item | null, more: { playId?: string; trackId?: string; position?: number } = {}) {
    return {
      playId: this.venue.dice.newId(),
      itemId: item?.itemId ?? null,
      trackId: item?.song.trackId ?? this.items[0]!.song.trackId,
      position: 30,
      startedAt: this.venue.now - 30_000,
      ...more,
    };
  }

  back(plays: OfflinePlay[], current: ReturnType<LeftAlone['current']> | null = null, more: { epoch?: number } = {}) {
    return this.venue.reconcile({ plays, current, lastItemId: this.lastItemId, epoch: this.epoch, ...more });
  }

  /** What the history is told from here on. */
  async historyOf(work: () => Promise<unknown>) {
    const before = this.venue.facts.length;
    await work();
    return this.venue.facts.slice(before).flatMap((fact) => (fact.kind === 'track_finished' ? [fact.fact] : []));
  }
}

describe('a player that was without its server', () => {
  let alone: LeftAlone;
  let venue: MemoryVenue;
  beforeEach(async () => {
    alone = await new LeftAlone().begin();
    ({ venue } = alone);
    venue.now += 20 * minute;
  });

  it('has played its queue on, and the venue follows', async () => {
    const [first, second, third] = alone.items;
    const plays = [alone.play(first!), alone.play(second!, { heard: 100, reason: 'skipped' })];
    const current = alone.current(third!);
    const history = await alone.historyOf(async () => {
      expect((await alone.back(plays, current)).outcome).toBe('done');
    });
    expect(history).toMatchObject([
      { playId: plays[0]!.playId, itemId: first!.itemId, durationPlayed: 180, reason: 'ended' },
      { playId: plays[1]!.playId, itemId: second!.itemId, durationPlayed: 100, reason: 'skipped' },
    ]);
    expect(history.map(({ startedAt }) => Date.parse(startedAt))).toEqual(plays.map(({ startedAt }) => startedAt));
    expect(venue.state.deck).toMatchObject({
      item: { itemId: third!.itemId },
      playId: current.playId,
      startedAt: current.startedAt,
      sound: { anchor: venue.now - 30_000, since: venue.now },
    });
    expect(venue.marks('active')).toEqual(['4']);
    expect(venue.marks('played')).toEqual(['1', '2']);
    expect(venue.state.counts).toEqual({ active: 1, priority: 0, played: 2 });
  });

  it('changes nothing when it is back in the same song', async () => {
    const before = venue.state;
    const history = await alone.historyOf(async () => {
      expect((await alone.back([], alone.current(alone.items[0]!))).outcome).toBe('done');
    });
    expect(history).toEqual([]);
    expect(venue.state).toEqual(before);
  });

  it('counts each song once when the batch comes again under another name', async () => {
    const [first, second, third] = alone.items;
    const plays = [alone.play(first!), alone.play(second!)];
    const current = alone.current(third!);
    await alone.back(plays, current);
    const after = { state: venue.state, active: venue.items('active'), played: venue.items('played') };
    const again = await alone.historyOf(() => alone.back(plays, current));
    expect({ state: venue.state, active: venue.items('active'), played: venue.items('played') }).toEqual(after);
    // The history knows these plays by their ids already.
    for (const { playId } of again) expect(plays.map((play) => play.playId)).toContain(playId);
  });

  it('went on to its default playlist when the queue was empty', async () => {
    const plays = alone.items.map((item) => alone.play(item));
    const extra = alone.play(null);
    const current = alone.current(null);
    const history = await alone.historyOf(() => alone.back([...plays, extra], current));
    expect(history.map(({ source }) => source)).toEqual(['queue', 'queue', 'queue', 'queue', 'auto']);
    expect(venue.state.deck).toMatchObject({ item: { source: 'auto' }, playId: current.playId });
    expect(venue.state.counts).toEqual({ active: 0, priority: 0, played: 4 });
  });

  it('repeated one song, each time with its own entry', async () => {
    const [first, second] = alone.items;
    const plays = [alone.play(first!), alone.play(first!), alone.play(first!)];
    const history = await alone.historyOf(() => alone.back(plays, alone.current(first!)));
    expect(history.map(({ playId }) => playId)).toEqual(plays.map(({ playId }) => playId));
    expect(venue.playing).toBe('1');
    expect(venue.onDeck?.itemId).not.toBe(first!.itemId);
    expect(venue.items('active')[0]?.itemId).toBe(second!.itemId);
    expect(venue.state.counts).toEqual({ active: 3, priority: 0, played: 0 });
  });

  it('started its queue over, and the venue is in the same round', async () => {
    await venue.act({ kind: 'setting', setting: { name: 'repeat_mode', value: 'all' } });
    const [first, second, third] = alone.items;
    const round = alone.items.map((item) => alone.play(item));
    await alone.back([...round, alone.play(first!), alone.play(second!)], alone.current(third!));
    expect(venue.playing).toBe('3');
    expect(venue.marks('active')).toEqual(['4']);
    expect(venue.marks('played')).toEqual(['1', '2']);
  });

  it('gets what staff added meanwhile when it has nothing more to play', async () => {
    const late = await venue.add('9');
    await alone.back(alone.items.map((item) => alone.play(item)));
    expect(venue.onDeck?.itemId).toBe(late.itemId);
    expect(venue.state.deck?.sound).not.toBeNull();
  });

  it('leaves the song on the deck when it played nothing at all', async () => {
    const before = venue.state;
    await alone.back([]);
    expect(venue.state).toEqual(before);
  });

  it('does not sound when staff paused or stopped the music meanwhile', async () => {
    const [first, second] = alone.items;
    await venue.command('EMERGENCY_STOP');
    await alone.back([alone.play(first!)], alone.current(second!));
    expect(venue.playing).toBe('2');
    expect(venue.state).toMatchObject({ intention: 'emergency', deck: { sound: null, position: 30 } });
  });

  it('follows staff when they chose another song meanwhile, yet what it played is played', async () => {
    const [first, second, third] = alone.items;
    const chosen = venue.newItem(first!.song);
    await venue.act({ kind: 'add', item: chosen, at: 'end', playNow: true });
    const { deck } = venue.state;
    const history = await alone.historyOf(async () => {
      const { outcome } = await alone.back([alone.play(first!), alone.play(second!)], alone.current(third!));
      expect(outcome).toBe('history');
    });
    expect(history.map(({ itemId }) => itemId)).toEqual([second!.itemId]);
    expect(venue.state.deck).toEqual(deck);
    expect(venue.marks('active')).toEqual(['3', '4']);
    expect(venue.marks('played')).toEqual(['1', '2']);
  });

  it('does not play a song again that staff skipped to and that it has played by itself', async () => {
    const [first, second, third] = alone.items;
    await venue.command('PLAY_NEXT');
    expect(venue.onDeck?.itemId).toBe(second!.itemId);
    const plays = [alone.play(first!), alone.play(second!)];
    const history = await alone.historyOf(() => alone.back(plays, alone.current(third!)));
    // The first song is in the history since it was skipped.
    expect(history).toMatchObject([{ itemId: second!.itemId, playId: plays[1]!.playId }]);
    expect(venue.playing).toBe('3');
    expect(venue.marks('active')).toEqual(['4']);
  });

  it('tells of songs that staff removed meanwhile, and puts them nowhere', async () => {
    const [first, second, third] = alone.items;
    await venue.act({ kind: 'remove', found: { item: second!, list: 'active' } });
    const history = await alone.historyOf(() => alone.back([alone.play(first!), alone.play(second!)], null));
    expect(history.map(({ itemId }) => itemId)).toEqual([first!.itemId, second!.itemId]);
    expect(venue.playing).toBe('3');
    expect(venue.marks('played')).toEqual(['1']);
    expect(third!.itemId).toBe(venue.onDeck?.itemId);
  });

  it('shows what it plays also when staff removed it meanwhile', async () => {
    const [first, second] = alone.items;
    await venue.act({ kind: 'remove', found: { item: second!, list: 'active' } });
    await alone.back([alone.play(first!)], alone.current(second!));
    expect(venue.state.deck).toMatchObject({ item: { source: 'auto', song: { title: 'Song 2' } } });
    expect(venue.marks('active')).toEqual(['3', '4']);
  });

  it('only adds to the history when another device was master since', async () => {
    const [first, second, third] = alone.items;
    const register = (deviceId: string) => venue.act({ kind: 'register', deviceId, userAgent: null, force: true });
    await register('player-b');
    await venue.report('ended');
    await register('player-a');
    const before = { state: venue.state, active: venue.marks('active') };
    const plays = [alone.play(first!), alone.play(second!), alone.play(third!)];
    const history = await alone.historyOf(async () => {
      expect((await alone.back(plays, null)).outcome).toBe('history');
    });
    // The song that both had on ended under the other one, and was told then.
    expect(history.map(({ itemId }) => itemId)).toEqual([second!.itemId, third!.itemId]);
    expect({ state: venue.state, active: venue.marks('active') }).toEqual(before);
  });

  it('is believed when it had to register anew and nobody else was master', async () => {
    const [first, second] = alone.items;
    venue.now += 25 * 60 * minute;
    await venue.act({ kind: 'audit' });
    expect(venue.state.master).toBeNull();
    await venue.act({ kind: 'register', deviceId: 'player-a', userAgent: null, force: false });
    expect(venue.state.epoch).toBe(alone.epoch + 1);
    expect((await alone.back([alone.play(first!)], alone.current(second!))).outcome).toBe('done');
    expect(venue.playing).toBe('2');
  });

  it('is refused when it is not the master', async () => {
    await venue.act({ kind: 'register', deviceId: 'player-b', userAgent: null, force: true });
    const stranger = venue.reconcile({
      plays: [],
      lastItemId: null,
      playId: '',
      playerId: venue.dice.newId(),
    } as never);
    await expect(stranger).rejects.toMatchObject({ code: 'not_master' });
  });

  it('is not believed more than can be true', async () => {
    const [first, second] = alone.items;
    const plays = [
      alone.play(first!, { heard: 80_000, startedAt: 0 }),
      alone.play(second!, { heard: 170, startedAt: venue.now + 20 * minute }),
    ];
    const history = await alone.historyOf(() => alone.back(plays, null));
    expect(history.map(({ durationPlayed }) => durationPlayed)).toEqual([180, 0]);
    expect(Date.parse(history[1]!.startedAt)).toBe(venue.now);
    expect(Date.parse(history[0]!.startedAt)).toBeGreaterThan(venue.now - 31 * 24 * 60 * minute);
  });

  it('tells nothing of tracks that are not the venue’s', async () => {
    const foreign = alone.play(null, { trackId: venue.dice.newId() });
    expect(await alone.historyOf(() => alone.back([foreign], null))).toEqual([]);
  });

  it('keeps a guest’s request that it played', async () => {
    const requestId = venue.dice.newId();
    const wish = await venue.add('7', 'next', { isRequest: true, requestId });
    const { effects } = await alone.back([alone.play(alone.items[0]!), alone.play(wish)], null);
    expect(effects).toContainEqual({ kind: 'request_changed', requestId, fate: { status: 'played' } });
    expect(venue.state.counts.priority).toBe(0);
  });

  it('tells which songs failed, and how often in a row', async () => {
    const [first, second, third, fourth] = alone.items;
    const failed = (item: Item) => alone.play(item, { reason: 'error', heard: 0 });
    await alone.back([failed(first!), alone.play(second!), failed(third!), failed(fourth!)], null);
    const failures = venue.facts.flatMap((fact) => (fact.kind === 'player_failed' ? [fact.fact] : []));
    expect(failures).toMatchObject([
      { trackId: first!.song.trackId, failuresInARow: 1 },
      { trackId: third!.song.trackId, failuresInARow: 1 },
      { trackId: fourth!.song.trackId, failuresInARow: 2 },
    ]);
  });

  it('is not ended by anything while it is away', async () => {
    const { deck } = venue.state;
    for (let step = 0; step < 60; step++) {
      venue.now += minute;
      await venue.act({ kind: 'audit' });
    }
    expect(venue.state.deck).toEqual(deck);
    expect(venue.state.master?.connected).toBe(false);
  });
});
