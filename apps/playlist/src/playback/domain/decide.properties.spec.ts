import fc from 'fast-check';
import { DomainError } from '@djamms/contracts';
import { MemoryVenue, testSong } from '../../../test/memory-venue';
import { type Item } from './state';

/** One thing that happens, with numbers that pick from whatever is there then. */
type Happening =
  | { kind: 'add'; at: 'end' | 'next' | number; playNow: boolean; credit: number }
  | { kind: 'command'; name: Parameters<MemoryVenue['command']>[0] }
  | { kind: 'seek'; to: number }
  | { kind: 'report'; state: 'playing' | 'paused' | 'buffering' | 'ended'; at: number }
  | { kind: 'echo'; state: 'playing' | 'paused' | 'buffering'; at: number; ago: number }
  | { kind: 'late_ended'; pick: number }
  | { kind: 'stranger_ended' }
  | { kind: 'failure' }
  | { kind: 'remove'; pick: number; from: 'active' | 'priority' }
  | { kind: 'reorder'; pick: number; to: number; of: 'active' | 'priority' }
  | { kind: 'register'; device: number; force: boolean }
  | { kind: 'heartbeat'; device: number }
  | { kind: 'audit' }
  | { kind: 'wait'; seconds: number };

const commandNames = [
  'PLAY',
  'PAUSE',
  'PLAY_PAUSE',
  'PLAY_NEXT',
  'PLAY_PREVIOUS',
  'MUTE',
  'UNMUTE',
  'SHUFFLE_TOGGLE',
  'REPEAT_TOGGLE',
  'EMERGENCY_STOP',
  'FADE_OUT_STOP',
  'CLEAR_QUEUE',
] as const;

const small = fc.nat({ max: 30 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      at: fc.oneof(fc.constant('end' as const), fc.constant('next' as const), small),
      playNow: fc.constantFrom(false, false, false, true),
      credit: fc.constantFrom(0, 0.5),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('command' as const), name: fc.constantFrom(...commandNames) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('seek' as const), to: fc.nat({ max: 200 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      state: fc.constantFrom('ended', 'ended', 'ended', 'playing', 'paused', 'buffering'),
      at: fc.nat({ max: 180 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('echo' as const),
      state: fc.constantFrom('playing', 'paused', 'buffering'),
      at: fc.nat({ max: 180 }),
      ago: fc.nat({ max: 5 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('late_ended' as const), pick: fc.nat() }) },
  fc.constant({ kind: 'stranger_ended' as const }),
  fc.constant({ kind: 'failure' as const }),
  fc.record({ kind: fc.constant('remove' as const), pick: fc.nat(), from: fc.constantFrom('active', 'priority') }),
  fc.record({
    kind: fc.constant('reorder' as const),
    pick: fc.nat(),
    to: small,
    of: fc.constantFrom('active', 'priority'),
  }),
  fc.record({ kind: fc.constant('register' as const), device: fc.nat({ max: 2 }), force: fc.boolean() }),
  fc.record({ kind: fc.constant('heartbeat' as const), device: fc.nat({ max: 2 }) }),
  fc.constant({ kind: 'audit' as const }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat({ max: 200 }) }),
);

const sequence = fc.array(happening, { minLength: 10, maxLength: 90, size: 'max' });
/** Music plays before things begin to happen, so that more of them matter. */
const opening: Happening[] = [
  { kind: 'add', at: 'end', playNow: false, credit: 0 },
  { kind: 'add', at: 'end', playNow: false, credit: 0 },
  { kind: 'command', name: 'PLAY' },
];

/** A venue together with what must be true of it, told by simpler means than the rules themselves. */
class WatchedVenue extends MemoryVenue {
  /** Songs that staff added and nobody took away again. */
  readonly expected = new Set<string>();
  readonly departed: string[] = [];
  private added = 0;
  /** The last SEEK, by its item and revision. */
  private sought: { itemId: string; revision: number } | null = null;

  async happen(what: Happening): Promise<void> {
    const { onDeck } = this;
    switch (what.kind) {
      case 'add':
        return this.addOne(what);
      case 'command':
        await this.command(what.name);
        if (what.name === 'CLEAR_QUEUE') this.keepOnly([...this.marks('past'), this.playing]);
        return;
      case 'seek':
        return this.seekTo(what.to);
      case 'report':
        return void (onDeck && (await this.report(what.state, onDeck.itemId, what.at)));
      case 'echo':
        return this.echo(what);
      case 'late_ended':
        return this.reportLate(what.pick);
      case 'stranger_ended':
        return this.reportAsStranger();
      case 'failure':
        if (!onDeck) return;
        await this.act({ kind: 'failure', errorCode: 'decode', itemId: onDeck.itemId, playerId: null, epoch: null });
        return;
      case 'remove':
        return this.removeOne(what.from, what.pick);
      case 'reorder': {
        const item = pickFrom(this.items(what.of), what.pick);
        if (item) await this.act({ kind: 'reorder', found: { item, list: what.of }, to: what.to });
        return;
      }
      case 'register':
        return void (await this.act({
          kind: 'register',
          deviceId: `device-${what.device}`,
          userAgent: null,
          force: what.force,
        }));
      case 'heartbeat':
        return void (await this.act({ kind: 'heartbeat', deviceId: `device-${what.device}`, epoch: null }));
      case 'audit':
        return void (await this.act({ kind: 'audit' }));
      case 'wait':
        this.now += what.seconds * 1000;
    }
  }

  private async addOne({ at, playNow, credit }: Extract<Happening, { kind: 'add' }>): Promise<void> {
    const mark = String((this.added += 1));
    const paid = at === 'next' && !playNow ? credit : 0;
    const item = this.newItem(testSong(mark), { credit: paid, isRequest: paid > 0 });
    await this.act({ kind: 'add', item, at, playNow });
    this.expected.add(mark);
  }

  private async removeOne(list: 'active' | 'priority', pick: number): Promise<void> {
    const item = pickFrom(this.items(list), pick);
    if (!item) return;
    await this.act({ kind: 'remove', found: { item, list } });
    this.expected.delete(item.song.title.slice(5));
  }

  private async seekTo(to: number): Promise<void> {
    const before = this.state.revision;
    await this.seek(to);
    const { onDeck, state } = this;
    if (onDeck && state.revision > before) this.sought = { itemId: onDeck.itemId, revision: state.revision };
  }

  /** What the player said when it had seen less than there is now: before a SEEK, it moves nothing. */
  private async echo({ state, at, ago }: Extract<Happening, { kind: 'echo' }>): Promise<void> {
    const { onDeck, state: before, sought } = this;
    if (!onDeck) return;
    const seen = Math.max(0, before.revision - ago);
    const { outcome } = await this.report(state, onDeck.itemId, at, seen);
    if (sought?.itemId !== onDeck.itemId || seen >= sought.revision) return;
    expect(outcome).toBe('ignored');
    expect(this.state).toEqual(before);
  }

  /** About an item that has left the deck, however long ago. */
  private async reportLate(pick: number): Promise<void> {
    const itemId = pickFrom(this.departed, pick);
    if (itemId === undefined) return;
    const before = this.state;
    expect((await this.report('ended', itemId)).outcome).toBe('ignored');
    expect(this.state).toEqual(before);
  }

  private async reportAsStranger(): Promise<void> {
    const { onDeck, state: before } = this;
    if (!onDeck) return;
    const report = { kind: 'report', state: 'ended', itemId: onDeck.itemId, epoch: null, currentTime: 1 } as const;
    expect((await this.act({ ...report, seenRevision: null, playerId: this.dice.newId() })).outcome).toBe('ignored');
    expect(this.state).toEqual(before);
  }

  private keepOnly(marks: (string | undefined)[]): void {
    for (const mark of this.expected) if (!marks.includes(mark)) this.expected.delete(mark);
  }
}

const pickFrom = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];
const lists = ['active', 'priority', 'played', 'past'] as const;
const ids = (items: readonly Item[]): string[] => items.map(({ itemId }) => itemId);

async function step(venue: WatchedVenue, what: Happening): Promise<void> {
  const before = { state: venue.state, active: ids(venue.items('active')), facts: venue.facts.length };
  try {
    await venue.happen(what);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(venue.state).toBe(before.state);
  }
  const wentOver = venue.facts.slice(before.facts).some(({ kind }) => kind === 'start_over');
  const newOrder = what.kind === 'reorder' || (what.kind === 'command' && what.name === 'SHUFFLE_TOGGLE') || wentOver;
  if (!newOrder) {
    const after = ids(venue.items('active'));
    expect(after.filter((id) => before.active.includes(id))).toEqual(before.active.filter((id) => after.includes(id)));
  }
  const left = before.state.deck?.item.itemId;
  if (left !== undefined && left !== venue.onDeck?.itemId) venue.departed.push(left);
  checkRevision(before.state, venue.state);
  checkState(venue);
  if (before.state.intention === 'emergency' && !isPlay(what)) expect(venue.state.intention).toBe('emergency');
}

const isPlay = (what: Happening): boolean =>
  what.kind === 'command' && (what.name === 'PLAY' || what.name === 'PLAY_PAUSE');

function checkRevision(before: WatchedVenue['state'], after: WatchedVenue['state']): void {
  expect([0, 1]).toContain(after.revision - before.revision);
  expect(after.epoch).toBeGreaterThanOrEqual(before.epoch);
  if (after.revision > before.revision) return;
  expect({ ...after.deck }).toEqual({ ...before.deck });
  expect(after.settings).toEqual(before.settings);
  expect({ ...after.counts, played: 0 }).toEqual({ ...before.counts, played: 0 });
}

function checkState(venue: WatchedVenue): void {
  const { state } = venue;
  const all = lists.flatMap((list) => venue.items(list) as Item[]).concat(venue.onDeck ?? []);
  expect(new Set(ids(all)).size).toBe(all.length);
  const marks = all.map(({ song }) => song.title.slice(5));
  expect(marks.toSorted()).toEqual([...venue.expected].toSorted());
  for (const list of ['active', 'priority', 'played'] as const)
    expect(state.counts[list]).toBe(venue.items(list).length);
  if (state.deck?.sound) expect(state.intention).toBe('play');
  if (state.master) expect(state.master.epoch).toBe(state.epoch);
  const plays = venue.facts.flatMap((fact) => (fact.kind === 'track_finished' ? [fact.fact.playId] : []));
  expect(new Set(plays).size).toBe(plays.length);
}

describe('any sequence of commands, reports, delays and duplicates', () => {
  it('keeps one truth: no song lost or in two places, none skipped by a late report, one revision a change', async () => {
    await fc.assert(
      fc.asyncProperty(sequence, fc.nat(), fc.constantFrom(0, 1, 2), async (happenings, seed, repeats) => {
        const venue = new WatchedVenue(seed + 1);
        for (let index = 0; index < repeats; index++) await venue.command('REPEAT_TOGGLE');
        for (const what of [...opening, ...happenings]) await step(venue, what);
      }),
      { numRuns: 100 },
    );
  });
});
