import { fadePoints } from './envelope';
import { Fader } from './fader';
import { Meter } from './meter';
import { type Source } from './source';
import { decibelGain } from './volume';

/** What is on a deck. */
export interface DeckItem {
  itemId: string;
  trackId: string;
}

export type DeckEvent =
  | { kind: 'ready' }
  | { kind: 'playing' }
  | { kind: 'paused' }
  | { kind: 'waiting' }
  /** The moment that `watch` named has come. */
  | { kind: 'due' }
  /** Its sound has ended. */
  | { kind: 'finished' }
  | { kind: 'failed'; code: string };

/** Seconds of the ramps that keep a cut from clicking; short enough for "at once". */
const ramp = 0.02;
/** Seconds before a moment from which a precise timer watches for it. */
const watchFrom = 1.5;
/** Milliseconds after which a start shows how long it took. */
const startIsClear = 400;

const mediaErrors: Record<number, string> = { 1: 'aborted', 2: 'network', 3: 'decode', 4: 'not_supported' };

/** One audio element with its gains in the sound graph. Knows nothing of venues and queues. */
export class Deck {
  readonly meter: Meter;
  private readonly element = new Audio();
  private readonly loudness: GainNode;
  private readonly fader: Fader;
  private source: Source | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What happens at the end of a ramp: the pause, or the clearing. */
  private afterRamp: ReturnType<typeof setTimeout> | undefined;
  private moments = { dueAt: Infinity, endAt: Infinity };
  private isDueTold = false;
  private wantedStart = 0;
  private seekingTo: number | null = null;
  /** It falls silent and is paused then. */
  private pausing = false;
  item: DeckItem | null = null;
  finished = false;
  /** It fades away and will be empty; its events are of no interest any more. */
  retiring = false;
  onEvent: (event: DeckEvent) => void = () => undefined;
  /** Seconds from the call of `play` to the first sound. */
  onStarted: (latency: number) => void = () => undefined;

  constructor(
    private readonly context: AudioContext,
    output: AudioNode,
  ) {
    this.element.preload = 'auto';
    this.element.crossOrigin = 'anonymous';
    // Small corrections of speed are heard less as a hair of pitch than as the artefacts of keeping it.
    this.element.preservesPitch = false;
    this.loudness = context.createGain();
    this.fader = new Fader(context);
    this.fader.set(0);
    this.meter = new Meter(context);
    context.createMediaElementSource(this.element).connect(this.loudness).connect(this.fader.node).connect(output);
    this.fader.node.connect(this.meter.node);
    this.listen();
  }

  /** Puts a track on the deck, silent until `play`. `start` in seconds. */
  load(item: DeckItem, source: Source, start: number): void {
    this.clear();
    this.item = item;
    this.source = source;
    this.wantedStart = start;
    this.element.src = source.url;
    this.element.load();
  }

  unload(): void {
    this.clear();
    if (!this.element.hasAttribute('src')) return;
    this.element.removeAttribute('src');
    this.element.load();
  }

  /** The same song under the name that the venue gave it. */
  rename(itemId: string): void {
    if (this.item !== null) this.item = { ...this.item, itemId };
  }

  /**
   * Rejects with the browser's NotAllowedError when it wants a click first.
   * @param fade seconds of an equal-power fade; 0 begins with the first sample as it is
   */
  async play(fade: number | 'short' = 'short'): Promise<void> {
    clearTimeout(this.afterRamp);
    this.pausing = false;
    this.finished = false;
    if (fade === 'short') this.fader.to(1, ramp);
    else if (fade > 0) this.fader.along(fadePoints('incoming', fade));
    else this.fader.set(1);
    const calledAt = performance.now();
    const from = this.element.currentTime;
    const wasPaused = this.element.paused;
    await this.element.play();
    if (wasPaused && this.element.playbackRate === 1) this.measureStart(calledAt, from);
  }

  pause(): void {
    if (this.paused || this.retiring) return;
    this.pausing = true;
    this.rampDown(ramp, () => this.halt());
  }

  /** Falls silent within `seconds` and is empty then; its place can be taken at any time. */
  retire(seconds: number | 'short'): void {
    this.retiring = true;
    clearTimeout(this.timer);
    if (seconds === 'short') this.rampDown(ramp, () => this.unload());
    else {
      // From where it is: it may have been fading in.
      this.fader.along(fadePoints('outgoing', seconds), this.fader.value);
      this.after(seconds, () => this.unload());
    }
  }

  /** Fades to silence in a straight line; the caller pauses afterwards. */
  fadeOut(seconds: number): void {
    this.fader.to(0, Math.max(seconds, ramp));
  }

  seek(position: number): void {
    this.finished = false;
    this.isDueTold = false;
    if (this.element.readyState === HTMLMediaElement.HAVE_NOTHING) {
      this.wantedStart = position;
      return;
    }
    this.seekingTo = position;
    if (this.pausing) this.halt();
    if (this.element.paused) this.element.currentTime = position;
    else {
      this.fader.to(0, ramp);
      this.after(ramp, () => (this.element.currentTime = position));
    }
  }

  set rate(rate: number) {
    if (this.element.playbackRate !== rate) this.element.playbackRate = rate;
  }

  /** @param decibels bring the track to the venue's loudness. */
  set gain(decibels: number) {
    this.loudness.gain.setTargetAtTime(decibelGain(decibels), this.context.currentTime, ramp);
  }

  /** Seconds of the track at which `due` is told, and at which its sound ends. */
  watch(dueAt: number, endAt: number): void {
    if (this.moments.dueAt === dueAt && this.moments.endAt === endAt) return;
    this.moments = { dueAt, endAt };
    if (this.position < dueAt) this.isDueTold = false;
    this.watchTime();
  }

  get position(): number {
    if (this.seekingTo !== null) return this.seekingTo;
    return this.element.readyState === HTMLMediaElement.HAVE_NOTHING ? this.wantedStart : this.element.currentTime;
  }

  get duration(): number {
    return Number.isFinite(this.element.duration) ? this.element.duration : 0;
  }

  get paused(): boolean {
    return this.element.paused || this.pausing;
  }

  /** 0 silent, 1 as loud as the song is. */
  get fade(): number {
    return this.fader.value;
  }

  /** It can start at once. */
  get ready(): boolean {
    return this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && this.element.error === null;
  }

  /** Whether the song comes from this device or over the network. */
  get from(): Source['from'] | null {
    return this.source?.from ?? null;
  }

  /** Seconds that are loaded ahead of the position. */
  get ahead(): number {
    const { buffered, currentTime } = this.element;
    for (let index = 0; index < buffered.length; index += 1) {
      if (buffered.start(index) <= currentTime + 0.1 && buffered.end(index) >= currentTime)
        return buffered.end(index) - currentTime;
    }
    return 0;
  }

  private halt(): void {
    this.pausing = false;
    this.element.pause();
  }

  private clear(): void {
    clearTimeout(this.timer);
    clearTimeout(this.afterRamp);
    this.pausing = false;
    this.item = null;
    this.finished = false;
    this.retiring = false;
    this.seekingTo = null;
    this.isDueTold = false;
    this.moments = { dueAt: Infinity, endAt: Infinity };
    this.element.pause();
    this.element.playbackRate = 1;
    this.fader.set(0);
    this.source?.release();
    this.source = null;
  }

  private rampDown(seconds: number, then: () => void): void {
    this.fader.to(0, seconds);
    this.after(seconds, then);
  }

  private after(seconds: number, work: () => void): void {
    clearTimeout(this.afterRamp);
    this.afterRamp = setTimeout(work, seconds * 1_000 + 5);
  }

  private listen(): void {
    const on = (event: string, work: () => void): void => this.element.addEventListener(event, work);
    on('loadedmetadata', () => {
      if (this.wantedStart > 0) this.element.currentTime = this.wantedStart;
    });
    on('canplay', () => this.tell({ kind: 'ready' }));
    on('playing', () => {
      this.watchTime();
      this.tell({ kind: 'playing' });
    });
    on('pause', () => {
      if (!this.element.ended && !this.finished) this.tell({ kind: 'paused' });
    });
    on('waiting', () => this.tell({ kind: 'waiting' }));
    on('timeupdate', () => this.watchTime());
    on('ratechange', () => this.watchTime());
    on('seeked', () => this.arrived());
    on('ended', () => this.finish());
    on('error', () => {
      const { error } = this.element;
      if (error !== null) this.tell({ kind: 'failed', code: mediaErrors[error.code] ?? 'media' });
    });
  }

  private tell(event: DeckEvent): void {
    if (this.item !== null && !this.retiring) this.onEvent(event);
  }

  /** A jump has landed: the sound comes back. */
  private arrived(): void {
    if (this.seekingTo === null) return;
    this.seekingTo = null;
    if (!this.element.paused && !this.retiring) this.fader.to(1, ramp);
    this.watchTime();
  }

  /** Near a moment, waits for it exactly: an element's own events come a few times a second only. */
  private watchTime(): void {
    clearTimeout(this.timer);
    if (this.element.paused || this.retiring || this.seekingTo !== null || this.item === null) return;
    const { currentTime, playbackRate } = this.element;
    const { dueAt, endAt } = this.moments;
    const next = this.isDueTold ? endAt : Math.min(dueAt, endAt);
    const left = (next - currentTime) / playbackRate;
    if (left > watchFrom || this.finished) return;
    this.timer = setTimeout(() => this.momentCame(), Math.max(0, left * 1_000));
  }

  private momentCame(): void {
    const now = this.element.currentTime + 0.01;
    if (!this.isDueTold && now >= this.moments.dueAt) {
      this.isDueTold = true;
      this.tell({ kind: 'due' });
    }
    if (now >= this.moments.endAt) this.finish();
    else this.watchTime();
  }

  private finish(): void {
    if (this.finished || this.item === null || this.retiring) return;
    clearTimeout(this.timer);
    this.finished = true;
    this.tell({ kind: 'finished' });
    // Told first: the next deck begins in the same instant. What this file holds beyond its sound is silence.
    if (this.finished && !this.retiring && !this.element.paused) this.pause();
  }

  private measureStart(calledAt: number, from: number): void {
    const { item } = this;
    setTimeout(() => {
      if (this.item !== item || this.element.paused || this.element.playbackRate !== 1 || this.seekingTo !== null)
        return;
      const latency = (performance.now() - calledAt) / 1_000 - (this.element.currentTime - from);
      if (latency >= 0 && latency < 0.5) this.onStarted(latency);
    }, startIsClear);
  }
}
