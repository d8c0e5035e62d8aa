import { positionAt } from '@djamms/client';
import { type NowPlaying, type PlaybackState } from '@djamms/contracts';
import { type Step, follow } from './follow';
import { Footing } from './footing';
import { HeardMeter } from './heard-meter';
import { type DeckReport } from './offline/solo';
import { type TrackFacts } from './offline/track-facts';
import { AudioEngine } from './sound/audio-engine';
import { takeoverAt } from './sound/crossfade';
import { type Deck, type DeckEvent, type DeckItem } from './sound/deck';
import { Repair } from './repair';
import { SongEnds, worthSeeking } from './song-ends';
import { type NextSong, Standby } from './standby';
import { type TrackSources } from './track-sources';

/** What the decks follow: the venue, or what this player makes of it while it is on its own. */
export interface Target {
  state: PlaybackState;
  next: NextSong | null;
  /** Whether the deck follows the target's clock; on its own, the clock follows the deck. */
  isVenue: boolean;
}

/** What a deck does, and the revision of the venue's song that it has carried out. */
export interface StatusReport {
  state: 'playing' | 'paused' | 'buffering';
  itemId: string;
  deck: Deck;
  revision: number | undefined;
}

/** What the player tells. */
export interface PlaybackReports {
  status: (told: StatusReport) => void;
  /** The next song takes over from this one, or shall. */
  ended: (itemId: string, deck: DeckReport) => Promise<void>;
  /** The song can't be played. `network`: not from here, not now; another day it may. */
  failed: (itemId: string, code: string, cause: 'song' | 'network') => Promise<void>;
  /** Something is wrong with the sound, in words; null when it is right again. */
  problem: (text: string | null) => void;
  /** The browser wants a click before it makes sound. */
  blocked: () => void;
}

export interface PlaybackWorld {
  sources: TrackSources;
  reports: PlaybackReports;
  factsOf: (trackId: string) => TrackFacts | undefined;
  isOnDevice: (trackId: string) => boolean;
  /** The server's clock, milliseconds since 1970. */
  now: () => number;
}

/** Milliseconds. */
const steadyAfter = 1_500;
/** Seconds ahead of a gapless change at which the venue is asked what comes next, when that is not known. */
const askAhead = 0.3;
/** Seconds that a song has to be loaded ahead before others may be. */
const comfortable = 15;
/** Seconds of the fade when staff skips a song. */
const skipFade = 0.12;

/** Keeps the decks where their target is: the only place that starts and stops sound. */
export class Playback {
  readonly engine: AudioEngine;
  private readonly standby: Standby;
  private readonly heard = new HeardMeter();
  private readonly repair: Repair;
  private readonly ends: SongEnds;
  private readonly footing = new Footing();
  private target: Target | null = null;
  private enabled = false;
  /** The song whose end was told, until the target has answered. */
  private ended: { itemId: string; startTimestamp: number | null } | null = null;
  private playingSince = 0;
  private silentUntil = 0;
  private correctAgainAt = 0;

  constructor(private readonly world: PlaybackWorld) {
    this.engine = new AudioEngine((interrupted) => this.onInterrupted(interrupted));
    this.standby = new Standby(this.engine, world.sources, world.isOnDevice);
    this.ends = new SongEnds(world.factsOf);
    this.repair = new Repair({
      engine: this.engine,
      standby: this.standby,
      world,
      isAlone: () => this.target?.isVenue === false,
      onDone: () => this.sync(),
    });
    for (const deck of [this.engine.active, this.engine.standby]) {
      deck.onEvent = (event) => this.onDeckEvent(deck, event);
    }
  }

  /** Whether this window makes the venue's sound. */
  enable(enabled: boolean): void {
    this.enabled = enabled;
    if (!enabled) this.empty();
    this.sync();
  }

  show(target: Target | null): void {
    this.target = target;
    this.footing.see(target);
    this.ends.target = target;
    this.sync();
  }

  /** Takes `seconds` to fall silent, whatever the venue says meanwhile. */
  fadeOut(seconds: number): void {
    this.silentUntil = Date.now() + seconds * 1_000;
    this.engine.active.fadeOut(seconds);
    if (this.engine.standby.retiring) this.engine.standby.fadeOut(seconds);
  }

  /** Silent at once, whatever fade is under way. */
  stopNow(): void {
    this.silentUntil = 0;
    this.quiet();
    this.sync();
  }

  /** The song on the deck is the one that the venue names so. */
  rename(itemId: string): void {
    this.engine.active.rename(itemId);
    this.heard.rename(itemId);
  }

  /** Takes up what was heard of a song before a reload. */
  restoreHeard(itemId: string, heard: number, startedAt: number | null): void {
    this.heard.restore(itemId, heard, startedAt);
  }

  /** What the deck does with an item; null when it does not hold it. */
  report(itemId: string | null): DeckReport | null {
    const { active } = this.engine;
    if (itemId === null || active.item?.itemId !== itemId) return null;
    this.tick();
    return { position: active.position, sounding: this.isSounding, ...this.heard.of(itemId) };
  }

  /** It plays this track, and as long as it does, it can. */
  canPlayOn(trackId: string): boolean {
    return this.engine.active.item?.trackId === trackId && this.isSounding;
  }

  /** The song that plays comes over the network and has little ahead. */
  get needsNetwork(): boolean {
    const { active } = this.engine;
    const left = this.ends.endOf(active.item) - active.position;
    return active.from === 'network' && !active.paused && active.ahead < Math.min(comfortable, left - 1);
  }

  get isSounding(): boolean {
    const { active } = this.engine;
    return active.item !== null && !active.paused && !active.finished && this.playingSince > 0;
  }

  async close(): Promise<void> {
    this.enabled = false;
    await this.engine.close();
  }

  /** Brings the decks to where the target is; called on every change and a few times a second. */
  sync(): void {
    this.tick();
    const { target } = this;
    if (!this.enabled || target === null) return;
    this.engine.graph.apply(target.state.settings);
    const { nowPlaying } = target.state;
    const step = this.step(target);
    switch (step.kind) {
      case 'silence':
        if (Date.now() < this.silentUntil) return;
        if (nowPlaying.item_id === null) this.empty();
        else this.quiet();
        return;
      case 'start':
        this.start(nowPlaying, step.position, step.sounding);
        return;
      case 'hold':
        if (step.seek !== null) this.engine.active.seek(step.seek);
        this.footing.arrive();
        if (Date.now() >= this.silentUntil) this.quiet();
        return;
      case 'play':
        this.keepPlaying(nowPlaying, step.seek, step.rate);
        return;
      case 'wait':
        this.watchEnd();
        return;
    }
  }

  private step({ state: { nowPlaying }, isVenue }: Target): Step {
    const { active } = this.engine;
    const itemId = active.item?.itemId ?? null;
    const onDeck = itemId !== null && itemId === nowPlaying.item_id;
    const position = isVenue || !onDeck ? positionAt(nowPlaying, this.world.now()) : active.position;
    const steady = this.playingSince > 0 && performance.now() - this.playingSince > steadyAfter;
    const deck = { itemId, position: active.position, finished: active.finished, steady };
    return follow({ nowPlaying, position, moved: this.footing.mustMove, finishedItem: this.ended, deck });
  }

  private keepPlaying(nowPlaying: NowPlaying, seek: number | null, rate: number): void {
    const { active } = this.engine;
    this.ended = null;
    active.gain = nowPlaying.gain_db;
    if (seek !== null) {
      active.seek(seek);
      this.playingSince = 0;
    }
    this.footing.arrive();
    active.rate = rate;
    this.engine.keepAwake();
    if (active.paused || Date.now() < this.silentUntil) void this.play(active);
    this.silentUntil = 0;
    this.standby.prepare(this.target?.next ?? null);
    this.watchEnd();
    this.correctVenue(nowPlaying);
    this.repair.watch(active, this.ends.endOf(active.item));
  }

  /** The venue thinks that the song still loads: the word that it sounds was lost on its way. */
  private correctVenue({ item_id: itemId, state }: NowPlaying): void {
    const { active } = this.engine;
    const now = performance.now();
    const isLongPlaying = this.playingSince > 0 && now - this.playingSince > steadyAfter;
    if (state !== 'buffering' || itemId === null || !isLongPlaying || now < this.correctAgainAt) return;
    this.correctAgainAt = now + steadyAfter;
    this.tell('playing', active, itemId);
  }

  /** Another song: as the natural successor of one that ends, or because somebody chose it. */
  private start(nowPlaying: NowPlaying, position: number, sounding: boolean): void {
    const { item_id: itemId, track_id: trackId } = nowPlaying;
    if (itemId === null) return;
    if (trackId === null) return void this.repair.tell(itemId, 'unsupported_source', 'song');
    const { active, standby } = this.engine;
    const from = this.ends.fromTheTop(trackId, position);
    const isSuccessor = this.tailSounds;
    if (!isSuccessor && active.item !== null && !active.retiring) active.retire(skipFade);
    const item = { itemId, trackId };
    if (!this.standby.holds(item)) return this.repair.fetchNow(item, from);
    if (!standby.ready) return this.repair.watch(standby, Infinity);
    if (!isSuccessor) return this.takeOver('short', from, sounding);
    const left = this.ends.endOf(active.item) - active.position;
    const fade = Math.min(this.ends.fadeAfter(active.item), left);
    if (fade === 0 && left > this.engine.startLatency + 0.01) return this.watchEnd();
    this.takeOver(fade, from, sounding);
  }

  /** The standby deck becomes the one that plays. @param fade seconds; 0 starts with the first sample as it is */
  private takeOver(fade: number | 'short', position: number, sounding: boolean): void {
    const { active: left, standby: next } = this.engine;
    this.tick();
    this.engine.swap();
    this.playingSince = 0;
    this.repair.reset();
    if (Math.abs(next.position - position) > worthSeeking) next.seek(position);
    next.gain = this.ends.gainOf(next.item);
    if (sounding) void this.play(next, fade);
    if (left.item !== null && !left.retiring) left.retire(fade === 0 ? 'short' : fade);
    this.sync();
  }

  private async play(deck: Deck, fade: number | 'short' = 'short'): Promise<void> {
    try {
      await deck.play(fade);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.world.reports.blocked();
    }
  }

  /** Paused or stopped: the song stays on its deck. */
  private quiet(): void {
    const { active, standby } = this.engine;
    active.pause();
    this.playingSince = 0;
    if (standby.retiring) standby.retire('short');
  }

  /** Nothing is on the decks. */
  private empty(): void {
    const { active } = this.engine;
    if (active.item !== null && !active.retiring) active.retire('short');
    this.standby.reset();
    this.ended = null;
    this.playingSince = 0;
  }

  private onDeckEvent(deck: Deck, event: DeckEvent): void {
    const { item } = deck;
    if (item === null || !this.enabled) return;
    if (deck !== this.engine.active) {
      if (event.kind === 'failed') void this.onStandbyFailed(deck, item, event.code);
      else if (event.kind === 'ready') this.sync();
      return;
    }
    switch (event.kind) {
      case 'ready':
        return this.sync();
      case 'playing':
        if (this.playingSince === 0) this.playingSince = performance.now();
        this.world.reports.problem(null);
        return this.tell('playing', deck, item.itemId);
      case 'paused':
        return this.tell('paused', deck, item.itemId);
      case 'waiting':
        this.playingSince = 0;
        return this.tell('buffering', deck, item.itemId);
      case 'due':
      case 'finished':
        return this.onEnd(deck, item);
      case 'failed':
        return void this.repair.onBroken(deck, item, event.code);
    }
  }

  private tell(state: StatusReport['state'], deck: Deck, itemId: string): void {
    this.world.reports.status({ state, itemId, deck, revision: this.footing.revision });
    this.footing.tell(deck.position);
  }

  /** The song ends, or begins to fade: the next one takes over when it lies ready, and the end is told. */
  private onEnd(deck: Deck, item: DeckItem): void {
    if (this.ended?.itemId === item.itemId) return this.sync();
    this.tick();
    this.repair.isWell(item.itemId);
    this.ended = { itemId: item.itemId, startTimestamp: this.target?.state.nowPlaying.start_timestamp ?? null };
    const { position } = deck;
    const report = { position, sounding: true, ...this.heard.of(item.itemId) };
    const next = this.target?.next ?? null;
    if (next?.itemId != null && this.isReady(next)) {
      this.takeOver(
        Math.min(this.ends.fadeAfter(item), Math.max(0, this.ends.endOf(deck.item) - position)),
        next.from,
        true,
      );
    }
    void this.world.reports.ended(item.itemId, report).then(() => this.sync());
  }

  private isReady(next: NextSong): boolean {
    return (
      next.itemId !== null &&
      this.standby.holds({ itemId: next.itemId, trackId: next.trackId }) &&
      this.engine.standby.ready
    );
  }

  /** Tells the active deck when to say that its end is near. */
  private watchEnd(): void {
    const { active } = this.engine;
    if (active.item === null) return;
    const end = this.ends.endOf(active.item);
    const next = this.target?.next ?? null;
    const isToldAlready = this.ended?.itemId === active.item.itemId;
    const ready = isToldAlready || (next !== null && this.isReady(next));
    const fade = this.ends.fadeAfter(active.item);
    const gapless = end - (ready ? this.engine.startLatency : askAhead);
    active.watch(
      fade > 0 && !isToldAlready ? takeoverAt(this.ends.lengthOf(active.item.trackId, end), fade) : gapless,
      end,
    );
  }

  /** The song whose end was told is still heard. */
  private get tailSounds(): boolean {
    const { active } = this.engine;
    return active.item !== null && active.item.itemId === this.ended?.itemId && !active.finished && !active.paused;
  }

  private async onStandbyFailed(deck: Deck, item: DeckItem, code: string): Promise<void> {
    if (item.itemId === this.target?.state.nowPlaying.item_id) return this.repair.onBroken(deck, item, code);
    await this.world.sources.distrust(item.trackId, deck.from);
    this.standby.giveUp(item.itemId);
  }

  private onInterrupted(interrupted: boolean): void {
    if (!this.enabled) return;
    if (interrupted) this.engine.keepAwake();
    this.world.reports.problem(
      interrupted ? 'The system took the sound away. It comes back by itself, or press here.' : null,
    );
    if (!interrupted) this.sync();
  }

  private tick(): void {
    const { active } = this.engine;
    this.heard.tick(active.item?.itemId ?? null, this.isSounding, active.position, performance.now(), this.world.now());
  }
}
