import { DomainError } from '@djamms/contracts';
import { type PlaybackWorld } from './playback';
import { type AudioEngine } from './sound/audio-engine';
import { type Deck, type DeckItem } from './sound/deck';
import { StallWatch } from './stall-watch';
import { type Standby } from './standby';

/** Milliseconds. */
const retryAfter = 2_000;
const stalledAfter = { venue: 4_000, alone: 1_500 };
/** Times that a server which does not give a song is asked before the next song is played. */
const mostTries = 4;
/** Milliseconds in which a song's failure is told once: the answer may take its time. */
const toldFor = 10_000;
/** Seconds ahead of running dry at which a deck changes over to the device's own copy. */
const dryBelow = 1.2;

export interface RepairOptions {
  engine: AudioEngine;
  standby: Standby;
  world: PlaybackWorld;
  /** Whether there is no server. */
  isAlone: () => boolean;
  /** A deck was filled anew, or a song was given up. */
  onDone: () => void;
}

/** What is done about songs that can't be had, break, or stop in the middle. */
export class Repair {
  private readonly stall = new StallWatch();
  private retryAt = 0;
  private readonly tries = new Map<string, number>();
  private told = { itemId: '', until: 0 };
  /** Items whose source was already tried anew after a failure. */
  private readonly retried = new Set<string>();

  constructor(private readonly options: RepairOptions) {}

  /** The song plays, or came to its end. */
  isWell(itemId: string): void {
    this.retried.delete(itemId);
    this.tries.delete(itemId);
  }

  /** A song that should sound already and lies on no deck. */
  fetchNow(item: DeckItem, position: number): void {
    if (performance.now() < this.retryAt) return;
    this.options.standby.fill(item, position).catch((error: unknown) => this.onFetchFailed(item, error));
  }

  /** The song can't be played; told once, however often it is found. */
  async tell(itemId: string, code: string, cause: 'song' | 'network'): Promise<void> {
    const now = performance.now();
    if (this.told.itemId === itemId && now < this.told.until) return;
    this.told = { itemId, until: now + toldFor };
    await this.options.world.reports.failed(itemId, code, cause);
  }

  /** Called a few times a second for a deck that should sound. @param end second at which its sound ends */
  watch(deck: Deck, end: number): void {
    const { engine, world, isAlone } = this.options;
    if (!engine.allowed || deck.item === null) return this.stall.reset();
    const isRunningDry =
      deck.from === 'network' && deck.ready && deck.ahead < Math.min(dryBelow, end - deck.position - 0.5);
    if (isAlone() && isRunningDry && world.isOnDevice(deck.item.trackId)) {
      return void this.reopen(deck, deck.item, deck.position);
    }
    const still = this.stall.check(`${deck.item.itemId} ${deck.position}`, performance.now());
    if (still < stalledAfter[isAlone() ? 'alone' : 'venue']) return;
    this.stall.reset();
    void this.onBroken(deck, deck.item, 'stalled');
  }

  reset(): void {
    this.stall.reset();
  }

  /** A first failure may be the address, the network or the copy on this device; a second one is the song. */
  async onBroken(deck: Deck, item: DeckItem, code: string): Promise<void> {
    const { world, isAlone, onDone } = this.options;
    const { position, from } = deck;
    const isNetwork = code === 'network' || code === 'stalled';
    if (from === 'network' && world.isOnDevice(item.trackId)) return this.reopen(deck, item, position);
    if (this.retried.has(item.itemId) || (isAlone() && from === 'network')) {
      this.isWell(item.itemId);
      world.reports.problem('A song could not be played and is skipped.');
      await this.tell(item.itemId, code, isAlone() && isNetwork ? 'network' : 'song');
      return onDone();
    }
    this.retried.add(item.itemId);
    await world.sources.distrust(item.trackId, from === 'device' && isNetwork ? null : from);
    await this.reopen(deck, item, position);
  }

  private async reopen(deck: Deck, item: DeckItem, position: number): Promise<void> {
    const { world, onDone } = this.options;
    this.stall.reset();
    try {
      const source = await world.sources.open(item.trackId);
      if (deck.item?.itemId !== item.itemId || deck.retiring) return source.release();
      deck.load(item, source, position);
      onDone();
    } catch (error) {
      this.onFetchFailed(item, error);
    }
  }

  private onFetchFailed(item: DeckItem, error: unknown): void {
    const { reports } = this.options.world;
    this.retryAt = performance.now() + retryAfter;
    const tries = (this.tries.get(item.itemId) ?? 0) + 1;
    this.tries.set(item.itemId, tries);
    const isFinal = error instanceof DomainError && error.status < 500 && ![401, 408, 429].includes(error.status);
    if (isFinal) void this.tell(item.itemId, error.code, 'song');
    else if (this.options.isAlone() || tries >= mostTries) {
      this.tries.delete(item.itemId);
      void this.tell(item.itemId, 'unreachable', 'network');
    } else reports.problem('The song can’t be loaded right now. It is tried again.');
  }
}
