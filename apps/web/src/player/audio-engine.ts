import { Deck } from './deck';

/** Seconds over which volume changes glide, so that nothing clicks. */
const glide = 0.03;

/** Milliseconds after which a browser that has not allowed sound will not. */
const unlockTime = 700;

/** Loudness is heard roughly as the square of amplitude; a straight line would do nothing in its upper half. */
export const volumeGain = (percent: number): number => (Math.min(100, Math.max(0, percent)) / 100) ** 2;

/** Two decks, one master volume, one meter: deck → gain per track → master → analyser → room. */
export class AudioEngine {
  readonly context = new AudioContext({ latencyHint: 'playback' });
  private readonly master = this.context.createGain();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;
  active: Deck;
  standby: Deck;

  constructor() {
    this.analyser.fftSize = 2048;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.master.connect(this.analyser).connect(this.context.destination);
    this.active = new Deck(this.context, this.master);
    this.standby = new Deck(this.context, this.master);
  }

  /** Resolves with whether sound is allowed; most browsers allow it only while they handle a click. */
  async unlock(): Promise<boolean> {
    // Where sound is not allowed this promise stays open for ever.
    await Promise.race([this.context.resume(), new Promise((resolve) => setTimeout(resolve, unlockTime))]);
    return this.allowed;
  }

  get allowed(): boolean {
    return this.context.state === 'running';
  }

  setVolume(percent: number, muted: boolean): void {
    this.master.gain.setTargetAtTime(muted ? 0 : volumeGain(percent), this.context.currentTime, glide);
  }

  /** The other deck takes over; the one that played becomes the standby. */
  swap(): void {
    [this.active, this.standby] = [this.standby, this.active];
  }

  /** Root mean square of what the room hears right now, 0 to 1. */
  level(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    const sum = this.samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.sqrt(sum / this.samples.length);
  }

  async close(): Promise<void> {
    this.active.unload();
    this.standby.unload();
    await this.context.close();
  }
}
