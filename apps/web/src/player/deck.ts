/** What is on a deck. */
export interface DeckItem {
  itemId: string;
  trackId: string;
}

export type DeckEvent =
  | { kind: 'playing' }
  | { kind: 'paused' }
  | { kind: 'waiting' }
  | { kind: 'finished' }
  | { kind: 'failed'; code: string };

/** Seconds of the fade that hides the cut when a deck stops before its file ends. */
const shortFade = 0.02;
/** Seconds before the end of the sound from which a precise timer watches for it. */
const watchFrom = 1.5;

const mediaErrors: Record<number, string> = { 1: 'aborted', 2: 'network', 3: 'decode', 4: 'not_supported' };

/** One audio element with its gain in the Web Audio graph. Knows nothing of venues and queues. */
export class Deck {
  private readonly element = new Audio();
  private readonly gain: GainNode;
  private endTimer: ReturnType<typeof setTimeout> | undefined;
  private endAt = Infinity;
  private wantedStart = 0;
  item: DeckItem | null = null;
  finished = false;
  onEvent: (event: DeckEvent) => void = () => undefined;

  constructor(
    private readonly context: AudioContext,
    output: AudioNode,
  ) {
    this.element.preload = 'auto';
    this.element.crossOrigin = 'anonymous';
    // Small corrections of speed are heard less as a hair of pitch than as the artefacts of keeping it.
    this.element.preservesPitch = false;
    this.gain = context.createGain();
    context.createMediaElementSource(this.element).connect(this.gain).connect(output);
    this.listen();
  }

  /** Puts a track on the deck, silent until `play`. `start` in seconds. */
  load(item: DeckItem, url: string, start: number): void {
    this.item = item;
    this.finished = false;
    this.endAt = Infinity;
    this.wantedStart = start;
    this.element.src = url;
    this.element.load();
  }

  unload(): void {
    clearTimeout(this.endTimer);
    this.item = null;
    this.finished = false;
    this.element.pause();
    this.element.removeAttribute('src');
    this.element.load();
  }

  /** Rejects with the browser's NotAllowedError when it wants a click first. */
  async play(): Promise<void> {
    this.finished = false;
    this.gain.gain.cancelScheduledValues(this.context.currentTime);
    this.gain.gain.setTargetAtTime(this.level, this.context.currentTime, shortFade / 4);
    await this.element.play();
  }

  pause(): void {
    clearTimeout(this.endTimer);
    this.element.pause();
  }

  seek(position: number): void {
    this.finished = false;
    if (this.element.readyState === HTMLMediaElement.HAVE_NOTHING) this.wantedStart = position;
    else this.element.currentTime = position;
  }

  set rate(rate: number) {
    if (this.element.playbackRate !== rate) this.element.playbackRate = rate;
  }

  /** @param decibels brings the track to the venue's loudness. @param endAt second at which its sound ends. */
  configure(decibels: number, endAt: number): void {
    this.level = 10 ** (Math.min(12, Math.max(-40, decibels)) / 20);
    this.gain.gain.setTargetAtTime(this.level, this.context.currentTime, shortFade);
    if (this.endAt === endAt) return;
    this.endAt = endAt;
    this.watchEnd();
  }
  private level = 1;

  /** Fades to silence; the caller pauses afterwards. */
  fadeOut(seconds: number): void {
    const { currentTime } = this.context;
    this.gain.gain.cancelScheduledValues(currentTime);
    this.gain.gain.setValueAtTime(this.gain.gain.value, currentTime);
    this.gain.gain.linearRampToValueAtTime(0, currentTime + Math.max(seconds, shortFade));
  }

  get position(): number {
    return this.element.readyState === HTMLMediaElement.HAVE_NOTHING ? this.wantedStart : this.element.currentTime;
  }

  get duration(): number {
    return Number.isFinite(this.element.duration) ? this.element.duration : 0;
  }

  get paused(): boolean {
    return this.element.paused;
  }

  /** Enough is loaded to start at once. */
  get ready(): boolean {
    return this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  private listen(): void {
    const on = (event: string, work: () => void): void => this.element.addEventListener(event, work);
    on('loadedmetadata', () => {
      if (this.wantedStart > 0) this.element.currentTime = this.wantedStart;
    });
    on('playing', () => {
      this.watchEnd();
      this.onEvent({ kind: 'playing' });
    });
    on('pause', () => {
      if (!this.element.ended && !this.finished && this.item !== null) this.onEvent({ kind: 'paused' });
    });
    on('waiting', () => this.onEvent({ kind: 'waiting' }));
    on('timeupdate', () => this.watchEnd());
    on('seeked', () => this.watchEnd());
    on('ended', () => this.finish());
    on('error', () => {
      const { error } = this.element;
      if (this.item !== null && error !== null)
        this.onEvent({ kind: 'failed', code: mediaErrors[error.code] ?? 'media' });
    });
  }

  /** Near the end of the sound, waits for the exact moment: the file itself may go on with silence. */
  private watchEnd(): void {
    clearTimeout(this.endTimer);
    const left = this.endAt - this.element.currentTime;
    if (this.element.paused || this.finished || left > watchFrom) return;
    this.endTimer = setTimeout(() => this.finish(), Math.max(0, (left * 1000) / this.element.playbackRate));
  }

  private finish(): void {
    if (this.finished || this.item === null) return;
    clearTimeout(this.endTimer);
    this.finished = true;
    this.onEvent({ kind: 'finished' });
  }
}
