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

  constructor(seed = 1) {
    this.dice = new Dice(seed);
  }

  newItem(song: Song, more: Partial<Item> = {}): Item {
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
    const surroundings = { now: this.now, heads: this.heads(), newId: this.dice.newId, random: this.dice.random };
    const decision = decide(before, input, surroundings);
    await this.apply(before, decision);
    const changed = isVisible(visibleChange(before, decision.state, decision.effects));
    this.state = { ...decision.state, revision: before.revision + (changed ? 1 : 0) };
    return decision;
  }

  async add(mark: string, at: 'end' | 'next' | number = 'end', more: Partial<Item> = {}): Promise<Item> {
    const item = this.newItem(testSong(mark), more);
    await this.act({ kind: 'add', item, at, playNow: false });
    return item;
  }

  async command(name: Exclude<Extract<Input, { kind: 'command' }>['command']['name'], 'SEEK' | 'SET_VOLUME'>) {
    return this.act({ kind: 'command', command: { name, value: undefined } as never, commandId: null });
  }

  async seek(value: number): Promise<Decision> {
    return this.act({ kind: 'command', command: { name: 'SEEK', value }, commandId: null });
  }

  async report(state: Extract<Input, { kind: 'report' }>['state'], itemId = this.onDeck?.itemId, currentTime = 0) {
    if (itemId === undefined) throw new Error('Nothing is on the deck');
    return this.act({ kind: 'report', state, itemId, playerId: null, currentTime });
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
      if (effect.kind === 'clear') this.clear(effect, activeLane);
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

  private clear({ list, keepsRequests }: EffectOf<'clear'>, activeLane: 0 | 1): void {
    const kept = this.lane(list, activeLane).filter(({ requestId }) => keepsRequests && requestId !== null);
    this.lanes[laneNumber(list, activeLane)] = kept;
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
        const positions = lists.flatMap((each) => this.lane(each, activeLane).map(({ position }) => position));
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

const without = (items: Stored[], id: string): Stored[] => items.filter(({ itemId }) => itemId !== id);

function laneNumber(list: ListName, activeLane: 0 | 1): number {
  if (list === 'priority') return 2;
  if (list === 'past') return 3;
  return list === 'active' ? activeLane : 1 - activeLane;
}
