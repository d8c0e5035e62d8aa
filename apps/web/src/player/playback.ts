import { positionAt, soundEnd, type VenueConnection } from '@djamms/client';
import { DomainError, type PlaybackState, type QueueItem } from '@djamms/contracts';
import { AudioEngine } from './audio-engine';
import { type Deck, type DeckEvent, type DeckItem } from './deck';
import { earlySettings } from './early-settings';
import { follow } from './follow';
import { Preloader } from './preloader';
import { type TrackSources } from './track-sources';

/** What the player tells the venue. */
export interface PlaybackReports {
  status: (state: 'playing' | 'paused' | 'buffering' | 'ended', deck: Deck, itemId: string) => Promise<void>;
  error: (code: string, itemId: string) => Promise<void>;
  /** Something is wrong with the sound, in words; null when it is right again. */
  problem: (text: string | null) => void;
  /** The browser wants a click before it makes sound. */
  blocked: () => void;
}

/** Milliseconds. */
const steadyAfter = 1_500;
const retryAfter = 2_000;
/** Seconds below which a jump would be heard more than it helps. */
const worthSeeking = 1;

/** Keeps the decks where the venue is: the only place that starts and stops sound. */
export class Playback {
  private readonly engine = new AudioEngine();
  private state: PlaybackState | null = null;
  private enabled = false;
  private finishedItem: { itemId: string; startTimestamp: number | null } | null = null;
  private playingSince = 0;
  private loading: string | null = null;
  private silentUntil = 0;
  private readonly preloader: Preloader;
  /** Items whose address was already tried anew after a failure. */
  private readonly retried = new Set<string>();

  constructor(
    private readonly connection: VenueConnection,
    private readonly sources: TrackSources,
    private readonly reports: PlaybackReports,
  ) {
    this.preloader = new Preloader(this.engine, sources);
    for (const deck of [this.engine.active, this.engine.standby]) {
      deck.onEvent = (event) => this.onDeckEvent(deck, event);
    }
  }

  unlock(): Promise<boolean> {
    return this.engine.unlock();
  }

  get allowed(): boolean {
    return this.engine.allowed;
  }

  /** Whether this window makes the venue's sound. */
  enable(enabled: boolean): void {
    this.enabled = enabled;
    if (!enabled) this.silence();
    this.sync();
  }

  show(state: PlaybackState | null): void {
    this.state = state;
    this.sync();
  }

  /** Takes `seconds` to fall silent, whatever the venue says meanwhile. */
  fadeOut(seconds: number): void {
    this.silentUntil = Date.now() + seconds * 1000;
    this.engine.active.fadeOut(seconds);
  }

  /** What really happens, for people and tests. */
  report() {
    const { active } = this.engine;
    return {
      itemId: active.item?.itemId ?? null,
      currentTime: active.position,
      paused: active.paused,
      level: this.engine.level(),
    };
  }

  close(): Promise<void> {
    this.enabled = false;
    return this.engine.close();
  }

  /** Brings the decks to where the venue is; called on every change and a few times a second. */
  sync(): void {
    const { state } = this;
    if (!this.enabled || state === null) return;
    const { settings, nowPlaying } = state;
    this.engine.setVolume(settings.master_volume, settings.is_muted);
    const { active } = this.engine;
    const step = follow({
      nowPlaying,
      position: positionAt(nowPlaying, this.connection.clock.serverNow()),
      finishedItem: this.finishedItem,
      deck: {
        itemId: active.item?.itemId ?? null,
        position: active.position,
        finished: active.finished,
        steady: this.playingSince > 0 && Date.now() - this.playingSince > steadyAfter,
      },
    });
    switch (step.kind) {
      case 'silence':
        if (Date.now() >= this.silentUntil) this.silence();
        return;
      case 'start':
        void this.start(step.position);
        return;
      case 'hold':
        if (step.seek !== null) active.seek(step.seek);
        if (!active.paused && Date.now() >= this.silentUntil) active.pause();
        return;
      case 'play':
        this.keepPlaying(step.seek, step.rate);
        return;
      case 'wait':
        return;
    }
  }

  private keepPlaying(seek: number | null, rate: number): void {
    const { active } = this.engine;
    this.finishedItem = null;
    this.configure(active);
    if (seek !== null) {
      active.seek(seek);
      this.playingSince = Date.now();
    }
    active.rate = rate;
    if (active.paused) void this.play(active);
    else this.preloader.prepare(this.nextItem());
  }

  /** Plays another item: from the standby when it is already there, else as soon as it is loaded. */
  private async start(position: number): Promise<void> {
    const { nowPlaying } = this.state ?? {};
    const itemId = nowPlaying?.item_id ?? null;
    if (itemId === null || nowPlaying === undefined || this.loading === itemId) return;
    if (nowPlaying.track_id === null) {
      await this.reports.error('unsupported_source', itemId);
      return;
    }
    this.finishedItem = null;
    if (this.engine.standby.item?.itemId === itemId) {
      this.takeStandby(position);
      this.sync();
      return;
    }
    await this.load(this.engine.active, { itemId, trackId: nowPlaying.track_id }, position);
  }

  private async load(deck: Deck, item: DeckItem, position: number): Promise<void> {
    this.loading = item.itemId;
    deck.pause();
    try {
      const url = await this.sources.urlOf(item.trackId);
      // The venue may have moved on while the address was on its way.
      if (this.state?.nowPlaying.item_id !== item.itemId || !this.enabled) return;
      this.playingSince = 0;
      deck.load(item, url, position);
      this.loading = null;
      this.sync();
    } catch (error) {
      await this.onLoadFailed(item, error);
    } finally {
      if (this.loading === item.itemId) this.loading = null;
    }
  }

  private async onLoadFailed(item: DeckItem, error: unknown): Promise<void> {
    const final = error instanceof DomainError && error.status < 500 && error.status !== 401 && error.status !== 429;
    if (final) {
      await this.reports.error(error.code, item.itemId);
      return;
    }
    this.reports.problem('The next song cannot be loaded right now. It is tried again.');
    await new Promise((resolve) => setTimeout(resolve, retryAfter));
  }

  /** The song that was loaded ahead takes over, from where it lies unless the venue is elsewhere. */
  private takeStandby(position: number | null): void {
    const { active: left, standby: next } = this.engine;
    this.engine.swap();
    this.playingSince = 0;
    if (position !== null && Math.abs(next.position - position) > worthSeeking) next.seek(position);
    left.unload();
  }

  private async play(deck: Deck): Promise<void> {
    try {
      await deck.play();
      this.reports.problem(null);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.reports.blocked();
    }
  }

  private configure(deck: Deck): void {
    const { nowPlaying } = this.state ?? {};
    if (nowPlaying?.item_id !== deck.item?.itemId || nowPlaying === undefined) return;
    deck.configure(nowPlaying.gain_db, soundEnd(nowPlaying));
  }

  private silence(): void {
    const { active } = this.engine;
    if (active.item !== null) active.unload();
    this.preloader.reset();
    this.finishedItem = null;
    this.playingSince = 0;
  }

  private nextItem(): QueueItem | null {
    const { state } = this;
    if (state === null || state.settings.repeat_mode === 'one') return null;
    return state.queue.priority_queue[0] ?? state.queue.active_queue[0] ?? null;
  }

  private onDeckEvent(deck: Deck, event: DeckEvent): void {
    const { item } = deck;
    if (item === null || !this.enabled) return;
    if (deck !== this.engine.active) {
      if (event.kind === 'failed') this.preloader.giveUp(deck, item);
      return;
    }
    switch (event.kind) {
      case 'playing':
        if (this.playingSince === 0) this.playingSince = Date.now();
        this.retried.delete(item.itemId);
        this.reports.problem(null);
        this.preloader.prepare(this.nextItem());
        void this.reports.status('playing', deck, item.itemId);
        return;
      case 'paused':
        void this.reports.status('paused', deck, item.itemId);
        return;
      case 'waiting':
        this.playingSince = 0;
        void this.reports.status('buffering', deck, item.itemId);
        return;
      case 'finished':
        this.moveOn(deck, item);
        return;
      case 'failed':
        void this.onMediaFailed(deck, item, event.code);
        return;
    }
  }

  /** The sound of a song ended: the next one starts at once, and the venue is told. */
  private moveOn(deck: Deck, item: DeckItem): void {
    this.finishedItem = { itemId: item.itemId, startTimestamp: this.state?.nowPlaying.start_timestamp ?? null };
    const told = this.reports.status('ended', deck, item.itemId);
    const next = this.nextItem();
    const { standby } = this.engine;
    if (next !== null && standby.item?.itemId === next.item_id && standby.ready) {
      this.takeStandby(null);
      this.configureEarly(this.engine.active);
      void this.play(this.engine.active);
    } else deck.pause();
    void told.then(() => this.sync());
  }

  /** Until the venue has named the song that already plays. */
  private configureEarly(deck: Deck): void {
    const track = deck.item === null ? undefined : this.sources.trackOf(deck.item.trackId);
    if (track === undefined) return;
    const { gain, endAt } = earlySettings(track, this.state?.settings.normalize_loudness ?? null);
    deck.configure(gain, endAt);
  }

  /** A first failure may be the address or the network; a second one is the song. */
  private async onMediaFailed(deck: Deck, item: DeckItem, code: string): Promise<void> {
    this.sources.forget(item.trackId);
    const offline = this.connection.getSnapshot().connection !== 'online';
    const { position } = deck;
    if (offline || !this.retried.has(item.itemId)) {
      this.retried.add(item.itemId);
      this.reports.problem('The song stopped loading. It is tried again.');
      await new Promise((resolve) => setTimeout(resolve, retryAfter));
      if (deck.item === item && deck === this.engine.active) await this.load(deck, item, position);
      return;
    }
    this.reports.problem('A song could not be played and is skipped.');
    await this.reports.error(code, item.itemId);
  }
}
