import { Deck } from './deck';
import { SoundGraph } from './sound-graph';

/** Milliseconds after which a browser that has not allowed sound will not. */
const unlockTime = 700;
/** Milliseconds without progress after which the sound card counts as stuck. */
const stuckAfter = 3_000;
/** How much a new measurement of the start's latency counts. */
const latencyWeight = 0.3;

/** Two decks, and what they share. Keeps the sound card awake. */
export class AudioEngine {
  readonly context = new AudioContext({ latencyHint: 'playback' });
  readonly graph = new SoundGraph(this.context);
  active: Deck;
  standby: Deck;
  /** Seconds that a loaded deck takes to its first sound; learned from each start. */
  startLatency = 0.04;
  private lastTime = 0;
  private progressAt = performance.now();
  private closed = false;

  /** @param onInterrupted the system took the sound away, or gave it back. */
  constructor(private readonly onInterrupted: (interrupted: boolean) => void) {
    this.active = new Deck(this.context, this.graph.input);
    this.standby = new Deck(this.context, this.graph.input);
    for (const deck of [this.active, this.standby]) {
      deck.onStarted = (latency) => (this.startLatency += (latency - this.startLatency) * latencyWeight);
    }
    this.context.addEventListener('statechange', this.onStateChange);
    this.devices?.addEventListener('devicechange', this.onDeviceChange);
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

  /** The other deck takes over; the one that played becomes the standby. */
  swap(): void {
    [this.active, this.standby] = [this.standby, this.active];
  }

  /** Called a few times a second while there should be sound: wakes a sound card that has fallen asleep. */
  keepAwake(): void {
    const now = performance.now();
    if (this.context.state !== 'running') {
      void this.context.resume().catch(() => undefined);
      return;
    }
    if (this.context.currentTime !== this.lastTime) {
      this.lastTime = this.context.currentTime;
      this.progressAt = now;
    } else if (now - this.progressAt > stuckAfter) {
      this.progressAt = now;
      void this.restart();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.context.removeEventListener('statechange', this.onStateChange);
    this.devices?.removeEventListener('devicechange', this.onDeviceChange);
    this.active.unload();
    this.standby.unload();
    await this.context.close();
  }

  /** Missing on pages without TLS. */
  private get devices(): MediaDevices | undefined {
    return navigator.mediaDevices;
  }

  private readonly onStateChange = (): void => {
    if (!this.closed) this.onInterrupted(!this.allowed);
  };

  /** The loudspeakers were pulled out or changed: browsers move on by themselves, some after a push only. */
  private readonly onDeviceChange = (): void => {
    if (!this.closed) void this.context.resume().catch(() => undefined);
  };

  private async restart(): Promise<void> {
    try {
      await this.context.suspend();
      await this.context.resume();
    } catch {
      // The next turn tries again.
    }
  }
}
