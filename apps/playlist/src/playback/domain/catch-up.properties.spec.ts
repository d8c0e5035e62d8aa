import fc from 'fast-check';
import { DomainError, type OfflinePlay } from '@djamms/contracts';
import { MemoryVenue, testSong, type Return } from '../../../test/memory-venue';
import { type Item } from './state';

/** One thing that happens to a venue whose player comes and goes, with numbers that pick from whatever is there. */
type Happening =
  | { kind: 'add'; at: 'end' | 'next'; request: boolean }
  | { kind: 'command'; name: (typeof commandNames)[number] }
  | { kind: 'remove'; pick: number }
  | { kind: 'restore'; pick: number }
  | { kind: 'other_player' }
  | { kind: 'leave' }
  | { kind: 'plays_on'; reason: 'ended' | 'skipped' | 'error'; seconds: number }
  | { kind: 'back'; again: 'no' | 'same' | 'renamed'; silent: boolean }
  | { kind: 'ended' };

const commandNames = [
  'PLAY',
  'PAUSE',
  'PLAY_NEXT',
  'PLAY_PREVIOUS',
  'SHUFFLE_TOGGLE',
  'REPEAT_TOGGLE',
  'EMERGENCY_STOP',
  'CLEAR_QUEUE',
] as const;

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      at: fc.constantFrom('end' as const, 'next' as const),
      request: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('command' as const), name: fc.constantFrom(...commandNames) }),
  },
  fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('restore' as const), pick: fc.nat() }),
  fc.constant({ kind: 'other_player' as const }),
  { weight: 4, arbitrary: fc.constant({ kind: 'leave' as const }) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('plays_on' as const),
      reason: fc.constantFrom('ended', 'ended', 'ended', 'skipped', 'error'),
      seconds: fc.nat({ max: 200 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('back' as const),
      again: fc.constantFrom('no', 'same', 'renamed'),
      silent: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'ended' as const }) },
);

interface Heard {
  item: Item | null;
  playId: string;
  startedAt: number;
}

/** A player that goes on with its copy of the queue when it has lost the server. */
class Player {
  readonly plays: OfflinePlay[] = [];
  current: Heard | null;
  private readonly queue: Item[];
  private readonly repeats: boolean;

  constructor(
    private readonly venue: MemoryVenue,
    readonly epoch: number,
  ) {
    const { deck, settings } = venue.state;
    this.lastItemId = deck?.item.itemId ?? null;
    this.queue = [...venue.items('priority'), ...venue.items('active')];
    this.repeats = settings.repeat_mode === 'one';
    this.current = deck?.sound ? this.begin(deck.item) : null;
  }
  readonly lastItemId: string | null;

  private begin(item: Item | null): Heard {
    return { item, playId: this.venue.dice.newId(), startedAt: this.venue.now };
  }

  next(reason: OfflinePlay['reason'], seconds: number): void {
    const { current, venue } = this;
    venue.now += seconds * 1000;
    if (!current) return;
    const { item, playId, startedAt } = current;
    const trackId = (item?.song ?? testSong('0')).trackId;
    this.plays.push({ playId, itemId: item?.itemId ?? null, trackId, startedAt, heard: seconds, reason });
    if (this.repeats && reason === 'ended') this.current = this.begin(item);
    else this.current = this.begin(this.queue.shift() ?? null);
  }

  story(silent: boolean): Return {
    const { plays, lastItemId, epoch, current } = this;
    if (!current || silent) return { plays, lastItemId, epoch };
    const { item, playId, startedAt } = current;
    const trackId = (item?.song ?? testSong('0')).trackId;
    const position = (this.venue.now - startedAt) / 1000;
    return {
      plays,
      lastItemId,
      epoch,
      current: { playId, itemId: item?.itemId ?? null, trackId, position, startedAt },
    };
  }
}

/** A venue with what must be true of it, told by simpler means than the rules themselves. */
class Watched extends MemoryVenue {
  /** Songs that somebody added and nobody took away again. */
  readonly expected = new Set<string>();
  readonly removals = new Map<number, string[]>();
  player: Player | null = null;
  private added = 0;

  async happen(what: Happening): Promise<void> {
    switch (what.kind) {
      case 'add':
        return this.addOne(what.at, what.request);
      case 'command':
        return what.name === 'CLEAR_QUEUE' ? this.clearAll() : void (await this.command(what.name));
      case 'remove':
        return this.removeOne(what.pick);
      case 'restore':
        return this.undoOne(what.pick);
      case 'other_player':
        return void (await this.act({ kind: 'register', deviceId: 'player-b', userAgent: null, force: true }));
      case 'leave':
        this.player ??= new Player(this, this.state.epoch);
        return;
      case 'plays_on':
        return this.player?.next(what.reason, what.seconds);
      case 'back':
        return this.comeBack(what.again, what.silent);
      case 'ended':
        return void (this.player === null && this.onDeck && (await this.report('ended')));
    }
  }

  private async addOne(at: 'end' | 'next', request: boolean): Promise<void> {
    const mark = String((this.added += 1));
    const isRequest = request && at === 'next';
    const requestId = isRequest ? this.dice.newId() : null;
    const item = this.newItem(testSong(mark), { isRequest, requestId });
    await this.act({ kind: 'add', item, at, playNow: false });
    this.expected.add(mark);
  }

  private async removeOne(pick: number): Promise<void> {
    const all = this.items('active');
    const item = all[pick % Math.max(1, all.length)];
    if (!item) return;
    await this.act({ kind: 'remove', found: { item, list: 'active' } });
    this.wentAway(item.source === 'auto' ? [] : [item.song.title.slice(5)]);
  }

  private async clearAll(): Promise<void> {
    const before = this.ownMarks();
    const { revision } = this.state;
    await this.command('CLEAR_QUEUE');
    const after = this.ownMarks();
    const gone = before.filter((mark) => !after.includes(mark));
    for (const mark of gone) this.expected.delete(mark);
    if (this.state.revision > revision) this.wentAway(gone);
  }

  private wentAway(marks: string[]): void {
    this.removals.set(this.state.revision, marks);
    for (const mark of marks) this.expected.delete(mark);
  }

  private async undoOne(pick: number): Promise<void> {
    const revisions = [...this.removals.keys()];
    const revision = revisions[pick % Math.max(1, revisions.length)];
    if (revision === undefined) return;
    await this.restore(revision);
    for (const mark of this.removals.get(revision) ?? []) this.expected.add(mark);
    this.removals.delete(revision);
  }

  /** It registers, tells its story, and may have to tell it twice. */
  private async comeBack(again: 'no' | 'same' | 'renamed', silent: boolean): Promise<void> {
    const { player } = this;
    if (!player) return;
    this.player = null;
    await this.act({ kind: 'register', deviceId: 'player-a', userAgent: null, force: true });
    const story = player.story(silent);
    const before = { epoch: this.state.epoch, deck: this.state.deck?.item.itemId };
    const { outcome } = await this.reconcile(story);
    if (player.epoch === before.epoch && before.deck === (player.lastItemId ?? undefined)) expect(outcome).toBe('done');
    this.checkHistory(player);
    // The same batch with the same id is answered without being acted on: nothing happens here.
    if (again !== 'renamed') return;
    const told = this.facts.length;
    const state = { marks: this.ownMarks(), deck: this.state.deck?.item.song.title };
    await this.reconcile(story);
    const plays = player.plays.map(({ playId }) => playId);
    // What is told again is known to the history by its play id.
    for (const fact of this.facts.slice(told))
      if (fact.kind === 'track_finished') expect(plays).toContain(fact.fact.playId);
    this.facts.splice(told);
    if (!silent && outcome === 'done' && story.current)
      expect({ marks: this.ownMarks(), deck: this.state.deck?.item.song.title }).toEqual(state);
  }

  /** Each song that it played has its entry, or had it from the time when it left the deck. */
  private checkHistory({ plays, lastItemId }: Player): void {
    const finished = this.facts.flatMap((fact) => (fact.kind === 'track_finished' ? [fact.fact] : []));
    const ids = new Set(finished.map(({ playId }) => playId));
    const untold = plays.filter(({ playId }) => !ids.has(playId));
    expect(untold.filter(({ itemId }) => itemId === null || itemId !== lastItemId)).toEqual([]);
    expect(untold.length).toBeLessThanOrEqual(1);
    for (const { itemId } of untold)
      expect(finished.some((fact) => fact.itemId === itemId) || this.onDeck?.itemId === itemId).toBe(true);
  }

  /** Of all songs that came from somebody, wherever they are. */
  ownMarks(): string[] {
    const all = (['active', 'priority', 'played', 'past'] as const).flatMap((list): Item[] => this.items(list));
    return [...all, ...(this.onDeck ? [this.onDeck] : [])]
      .filter(({ source }) => source !== 'auto')
      .map(({ song }) => song.title.slice(5));
  }
}

function check(venue: Watched): void {
  const { state } = venue;
  const all = (['active', 'priority', 'played', 'past'] as const)
    .flatMap((list): Item[] => venue.items(list))
    .concat(venue.onDeck ?? []);
  expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(all.length);
  expect(venue.ownMarks().toSorted()).toEqual([...venue.expected].toSorted());
  for (const list of ['active', 'priority', 'played'] as const)
    expect(state.counts[list]).toBe(venue.items(list).length);
  if (state.deck?.sound) expect(state.intention).toBe('play');
  const plays = venue.facts.flatMap((fact) => (fact.kind === 'track_finished' ? [fact.fact.playId] : []));
  expect(new Set(plays).size).toBe(plays.length);
}

describe('any sequence of staff’s commands and a player’s absences', () => {
  it('loses no song, has none twice, and tells of each play once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 10, maxLength: 70, size: 'max' }),
        fc.nat(),
        async (all, seed) => {
          const venue = new Watched(seed + 1);
          venue.newItem(testSong('0'));
          await venue.act({ kind: 'register', deviceId: 'player-a', userAgent: null, force: true });
          for (let index = 0; index < 4; index++) await venue.happen({ kind: 'add', at: 'end', request: false });
          await venue.happen({ kind: 'command', name: 'PLAY' });
          for (const what of all) {
            try {
              await venue.happen(what);
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
            }
            check(venue);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
