import { decide, type Decision } from '../src/playback/domain/decide';
import { type Effect, type EffectOf } from '../src/playback/domain/effects';
import { type Input } from '../src/playback/domain/input';
import { activeOrder, compareIn, cycleOrder, plain, type Order } from '../src/playback/domain/ordering';
import { ItemPlacement, type Neighbours, type Ordered, type PlacementRows } from '../src/playback/domain/placement';
import { type Heads, type Item, type ListName, type Song, type VenueState } from '../src/playback/domain/state';
import { untouched } from '../src/playback/store/venue-store';
import { isVisible, visibleChange } from '../src/playback/view/messages';
import { gap } from '../src/ordering/keys';

type Stored = Ordered & Item & { departure: number };
type Visible = 'active' | 'priority';
type Reconcile = Extract<Input, { kind: 'reconcile' }>;
/** What a player tells of its time alone; its epoch and id are the master's unless given. */
export type Return = Pick<Reconcile, 'plays' | 'lastItemId'> &
  Partial<Pick<Reconcile, 'current' | 'epoch' | 'playerId'>>;

/** Numbers that a test can foresee. */
export class Dice {
  private next = 0;
  constructor(private seed = 1) {}

  readonly newId = (): string => `00000000-0000-4000-8000-${String((this.next += 1)).padStart(12, '0')}`;
  /** Linear congruential generator (Numerical Recipes). */
  readonly random = (): number => (this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 1);
}

export const testSong = (mark: string, more: Partial<Song> = {}): Song => ({
  trackId: `11111111-0000-4000-8000-${mark.padStart(12, '0')}`,
  videoId: null,
  title: `Song ${mark}`,
  artist: 'Band',
  duration: 180,
  thumbnail: null,
  realEndOffset: null,
  cueIn: null,
  loudnessLufs: -14,
  truePeakDb: -2,
  ...more,
});

/** One venue in memory: the rules with the simplest store there can be around them. */
export class MemoryVenue {
  state: VenueState = untouched('99999999-0000-4000-8000-000000000000');
  now = 1_700_000_000_000;
  readonly facts: Effect[] = [];
  readonly dice: Dice;
  /** What auto-DJ would play. */
  autoSongs: Song[] = [];
  private lanes: Stored[][] = [[], [], [], []];
  private removed: { item: Stored; list: 'active' | 'priority' | 'played'; revision: number }[] = [];
  /** Every song that was ever here. */
  private readonly library = new Map<string, Song>();

  constructor(seed = 1) {
    this.dice = new Dice(seed);
  }

  newItem(song: Song, more: Partial<Item> = {}): Item {
    this.library.set(song.trackId, song);
    return {
      itemId: this.dice.newId(),
      song,
      source: 'queue',
      credit: 0,
      isRequest: false,
      requestId: null,
      addedBy: null,
      addedAt: this.now,
      position: null,
      salt: this.dice.random(),
      placed: null,
      ...more,
    };
  }

  async act(input: Input): Promise<Decision> {
    const before = this.state;
    const first = await this.decide(input);
    const { deck, intention } = first.state;
    const refills = input.kind === 'reconcile' || input.kind === 'restore';
    const second = refills && !deck && intention === 'play' ? await this.decide({ kind: 'go_on' }) : null;
    const effects = [...first.effects, ...(second?.effects ?? [])];
    const decision = { ...(second ?? first), outcome: first.outcome, effects };
    const changed = isVisible(visibleChange(before, decision.state, effects));
    this.state = { ...decision.state, revision: before.revision + (changed ? 1 : 0) };
    return decision;
  }

  private async decide(input: Input): Promise<Decision> {
    const before = this.state;
    const surroundings = { now: this.now, heads: this.heads(), newId: this.dice.newId, random: this.dice.random };
    const decision = decide(before, input, surroundings);
    await this.apply(before, decision);
    this.state = decision.state;
    return decision;
  }

  async reconcile({ plays, lastItemId, current = null, ...more }: Return): Promise<Decision> {
    const named = [...plays, ...(current ? [current] : [])];
    const ids = new Set(named.map(({ itemId }) => itemId));
    const waiting = (['active', 'priority'] as const).flatMap((list) =>
      this.items(list).flatMap((item) => (ids.has(item.itemId) ? [{ item: withoutDeparture(item), list }] : [])),
    );
    const { master, epoch } = this.state;
    return this.act({
      kind: 'reconcile',
      ...{ playerId: master?.playerId ?? '', epoch, ...more },
      ...{ lastItemId, plays, current, waiting, songs: this.library },
      currentSong: (current && this.library.get(current.trackId)) ?? null,
    });
  }

  async restore(revision: number): Promise<Decision> {
    const of = (list: ListName) => this.removed.filter((each) => each.revision === revision && each.list === list);
    const requests = this.removed.flatMap(({ item, revision: removedBy }) =>
      removedBy === revision && item.requestId !== null
        ? [
            {
              requestId: item.requestId,
              itemId: item.itemId,
              trackId: item.song.trackId,
              isWaiting: this.isAskedFor(item.song.trackId),
            },
          ]
        : [],
    );
    const [active, priority, played] = [of('active').length, of('priority').length, of('played').length];
    return this.act({ kind: 'restore', revision, removed: { active, priority, played, requests } });
  }

  /** Nobody asks for songs here. */
  protected isAskedFor(_trackId: string): boolean {
    return false;
  }

  async add(mark: string, at: 'end' | 'next' | number = 'end', more: Partial<Item> = {}): Promise<Item> {
    const item = this.newItem(testSong(mark), more);
    await this.act({ kind: 'add', item, at, playNow: false });
    return item;
  }

  async command(name: Exclude<Extract<Input, { kind: 'command' }>['command']['name'], 'SEEK' | 'SET_VOLUME'>) {
    return this.act({ kind: 'command', command: { name, value: undefined } as never, commandId: null });
  }

  /** Takes a track's items out of the lists, as its deletion does; how many there were. */
  drop(trackId: string): Record<'active' | 'priority' | 'played', number> {
    const count = (list: ListName): number => this.items(list).filter(({ song }) => song.trackId === trackId).length;
    const removed = { active: count('active'), priority: count('priority'), played: count('played') };
    this.lanes = this.lanes.map((lane) => lane.filter(({ song }) => song.trackId !== trackId));
    this.removed = this.removed.filter(({ item }) => item.song.trackId !== trackId);
    return removed;
  }

  async seek(value: number): Promise<Decision> {
    return this.act({ kind: 'command', command: { name: 'SEEK', value }, commandId: null });
  }

  /** @param seenRevision what the player had seen of the venue; null when it does not tell */
  async report(
    state: Extract<Input, { kind: 'report' }>['state'],
    itemId = this.onDeck?.itemId,
    currentTime = 0,
    seenRevision: number | null = null,
  ) {
    if (itemId === undefined) throw new Error('Nothing is on the deck');
    return this.act({ kind: 'report', state, itemId, playerId: null, epoch: null, currentTime, seenRevision });
  }

  get onDeck(): Item | undefined {
    return this.state.deck?.item;
  }

  get playing(): string | undefined {
    return this.onDeck?.song.title.slice(5);
  }

  marks(list: ListName): string[] {
    return this.items(list).map(({ song }) => song.title.slice(5));
  }

  items(list: ListName): Stored[] {
    const order = list === 'active' ? activeOrder(this.state) : list === 'played' ? cycleOrder(this.state) : plain;
    return this.sorted(list, order);
  }

  private sorted(list: ListName, order: Order, activeLane = this.state.activeLane): Stored[] {
    return this.lane(list, activeLane).toSorted((a, b) => compareIn(order, a, b));
  }

  private lane(list: ListName, activeLane: 0 | 1): Stored[] {
    return this.lanes[laneNumber(list, activeLane)]!;
  }

  private heads(): Heads {
    const [active] = this.items('active');
    const [priority] = this.items('priority');
    const repeats = this.state.settings.repeat_mode === 'all';
    const played = repeats ? this.items('played')[0] : undefined;
    const left = (['played', 'past'] as const).flatMap((list) =>
      this.lane(list, this.state.activeLane).map((item) => ({ item, list })),
    );
    const previous = left.toSorted((a, b) => b.item.departure - a.item.departure)[0];
    const auto = this.autoSongs[this.dice.random() % Math.max(1, this.autoSongs.length)];
    const isDry = !active && !priority && !played;
    return {
      active: active ?? null,
      priority: priority ?? null,
      played: played ?? null,
      lastActive: this.items('active').at(-1) ?? null,
      previous: previous ?? null,
      auto: isDry && auto ? { song: auto, seed: 1, key: 1 } : null,
      promised: this.items('priority').filter(({ requestId }) => requestId !== null).length,
    };
  }

  private async apply(before: VenueState, { state, effects }: Decision): Promise<void> {
    let activeLane = before.activeLane;
    let { departures } = before;
    for (const effect of effects) {
      this.facts.push(effect);
      if (effect.kind === 'start_over') activeLane = activeLane === 0 ? 1 : 0;
      if (effect.kind === 'take') this.lanes = this.lanes.map((lane) => without(lane, effect.itemId));
      if (effect.kind === 'set_aside') this.setAside(before, effect);
      if (effect.kind === 'clear') this.clear(before, effect, activeLane);
      if (effect.kind === 'restore') this.putBack(effect, activeLane);
      if (effect.kind === 'put') {
        const leaves = effect.list === 'played' || effect.list === 'past';
        await this.put(state, activeLane, effect, leaves ? (departures += 1) : 0);
      }
      if (effect.kind === 'move') await this.move(state, activeLane, effect);
      if (effect.kind === 'trim_played') this.trim(laneNumber('played', activeLane), effect.count);
    }
  }

  private async put(state: VenueState, lane: 0 | 1, { item, list, at }: EffectOf<'put'>, departure: number) {
    const placement = await new ItemPlacement(state, this.rows(lane, item.itemId)).find(item, list, at);
    this.lane(list, lane).push({ ...item, ...placement, departure });
  }

  private async move(state: VenueState, lane: 0 | 1, { item, list, to }: EffectOf<'move'>) {
    const placement = await new ItemPlacement(state, this.rows(lane, item.itemId)).find(item, list, to);
    const stored = this.lane(list, lane).find(({ itemId }) => itemId === item.itemId);
    if (stored) Object.assign(stored, placement);
  }

  private clear(before: VenueState, effect: EffectOf<'clear'>, activeLane: 0 | 1): void {
    const { list, keepsRequests, forGood } = effect;
    const isKept = ({ requestId }: Stored): boolean => keepsRequests && requestId !== null;
    const all = this.lane(list, activeLane);
    this.lanes[laneNumber(list, activeLane)] = all.filter(isKept);
    if (!forGood) for (const item of all) if (!isKept(item)) this.keep(before, item, list);
  }

  private setAside(before: VenueState, { itemId, list }: EffectOf<'set_aside'>): void {
    const item = this.lane(list, before.activeLane).find((each) => each.itemId === itemId);
    if (!item) throw new Error('An item was removed that is not there');
    this.lanes = this.lanes.map((lane) => without(lane, itemId));
    this.keep(before, item, list);
  }

  private keep({ revision }: VenueState, item: Stored, list: Visible | 'played'): void {
    this.removed.push({ item, list, revision: revision + 1 });
  }

  private putBack({ revision, mixes, reopened }: EffectOf<'restore'>, activeLane: 0 | 1): void {
    const back = this.removed.filter((each) => each.revision === revision);
    this.removed = this.removed.filter((each) => each.revision !== revision);
    for (const { item, list } of back) {
      const isOpen = item.requestId !== null && reopened.includes(item.requestId);
      this.lane(list, activeLane).push({ ...item, requestId: isOpen ? item.requestId : null });
    }
    if (!mixes) return;
    const sorted = this.sorted('priority', plain).toSorted((a, b) => b.credit - a.credit);
    sorted.forEach((item, index) => (item.position = (index + 1) * gap));
  }

  private trim(lane: number, count: number): void {
    this.lanes[lane] = this.lanes[lane]!.toSorted((a, b) => a.departure - b.departure).slice(count);
  }

  private rows(activeLane: 0 | 1, except: string): PlacementRows {
    const sorted = (list: ListName, order: Order) => without(this.sorted(list, order, activeLane), except);
    return {
      slice: async (list, order, skip, take) => sorted(list, order).slice(skip, skip + take),
      last: async (list, order) => sorted(list, order).at(-1) ?? null,
      aroundCredit: async (list, credit): Promise<Neighbours> => {
        const all = sorted(list, plain);
        const index = all.findLastIndex((item) => item.credit >= credit);
        return [all[index] ?? null, all[index + 1] ?? null];
      },
      highest: async (list) => {
        const lists: ListName[] = list === 'active' || list === 'played' ? ['active', 'played'] : [list];
        const kept = this.removed.filter((each) => lists.includes(each.list)).map(({ item }) => item);
        const stored = lists.flatMap((each) => this.lane(each, activeLane)).concat(kept);
        const positions = stored.map(({ position }) => position);
        return positions.length > 0 ? Math.max(...positions) : null;
      },
      renumber: async (list, order, floor) => {
        this.sorted(list, order, activeLane).forEach((item, index) => {
          if (order.kind === 'shuffled') item.placed = { seed: order.seed, key: (index + 1) * gap };
          else item.position = floor + (index + 1) * gap;
        });
      },
    };
  }
}

const withoutDeparture = ({ departure: _, ...item }: Stored): Item => item;
const without = (items: Stored[], id: string): Stored[] => items.filter(({ itemId }) => itemId !== id);

function laneNumber(list: ListName, activeLane: 0 | 1): number {
  if (list === 'priority') return 2;
  if (list === 'past') return 3;
  return list === 'active' ? activeLane : 1 - activeLane;
}
