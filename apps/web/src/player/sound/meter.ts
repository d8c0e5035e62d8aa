/** Listens at one place of the sound graph. */
export class Meter {
  readonly node: AnalyserNode;
  private readonly samples: Float32Array<ArrayBuffer>;

  /** @param size samples that are looked at, a power of two: at 48 kHz, 1,024 are the last 21 ms */
  constructor(context: AudioContext, size = 1_024) {
    this.node = context.createAnalyser();
    this.node.fftSize = size;
    this.samples = new Float32Array(size);
  }

  /** Root mean square of the latest samples, 0 to 1. */
  level(): number {
    this.node.getFloatTimeDomainData(this.samples);
    const sum = this.samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.sqrt(sum / this.samples.length);
  }

  /** The greatest sample of the latest, 0 to 1 and above where it would clip. */
  peak(): number {
    this.node.getFloatTimeDomainData(this.samples);
    return this.samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  }
}
