import { type Point } from './envelope';

/** A gain that only ever glides: whatever it does meanwhile, the next movement begins where it is. */
export class Fader {
  readonly node: GainNode;

  constructor(private readonly context: AudioContext) {
    this.node = context.createGain();
  }

  /** Right now, 0 to 1 and above. */
  get value(): number {
    return this.node.gain.value;
  }

  /** Glides in a straight line. */
  to(gain: number, seconds: number): void {
    this.node.gain.linearRampToValueAtTime(gain, this.hold() + seconds);
  }

  /** Follows a curve from its first point on. @param scale what 1 in the curve is */
  along(points: readonly Point[], scale = 1): void {
    const from = this.hold();
    for (const { at, gain } of points) this.node.gain.linearRampToValueAtTime(gain * scale, from + at);
  }

  /** At once; only where nothing sounds. */
  set(gain: number): void {
    const { currentTime } = this.context;
    this.node.gain.cancelScheduledValues(currentTime);
    this.node.gain.setValueAtTime(gain, currentTime);
  }

  /** Ends what was scheduled, without a jump. @returns now, on the context's clock */
  private hold(): number {
    const { currentTime } = this.context;
    const { value } = this.node.gain;
    this.node.gain.cancelScheduledValues(currentTime);
    this.node.gain.setValueAtTime(value, currentTime);
    return currentTime;
  }
}
