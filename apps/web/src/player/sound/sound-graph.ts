import { type PlayerSettings } from '@djamms/contracts';
import { bandGains, bands, headroomOf } from './bands';
import { Meter } from './meter';
import { decibelGain, volumeGain } from './volume';

export type SoundSettings = Pick<PlayerSettings, 'eq' | 'dynamic_compressor_enabled' | 'master_volume' | 'is_muted'>;

/** Time constant (seconds) with which settings glide, so that nothing clicks. */
const glide = 0.03;
/** Seconds by which browsers delay what goes through a compressor; what goes past it has to wait as long. */
const compressorDelay = 0.006;

/** Evens out a room's music without pumping: 3 to 1 above −24 dB. */
const compression = { threshold: -24, knee: 12, ratio: 3, attack: 0.005, release: 0.25 };
/** Catches what boosted bands or a compressor's make-up gain would drive beyond full scale. */
const limiting = { threshold: -1.5, knee: 0, ratio: 20, attack: 0.001, release: 0.08 };

/** What all decks share: equaliser → compressor (or past it) → limiter → volume → meter → room. */
export class SoundGraph {
  readonly input: AudioNode;
  readonly meter: Meter;
  private readonly headroom: GainNode;
  private readonly filters: BiquadFilterNode[];
  private readonly compressed: GainNode;
  private readonly past: GainNode;
  private readonly master: GainNode;
  private applied: SoundSettings | null = null;

  constructor(private readonly context: AudioContext) {
    this.headroom = context.createGain();
    this.input = this.headroom;
    this.filters = bands.map(({ type, frequency, q }) => {
      const filter = context.createBiquadFilter();
      filter.type = type;
      filter.frequency.value = frequency;
      filter.Q.value = q;
      return filter;
    });
    this.compressed = context.createGain();
    this.past = context.createGain();
    this.master = context.createGain();
    this.meter = new Meter(context);
    // Silent until the first settings are there: a muted venue must not be heard for a moment.
    this.master.gain.value = 0;
    this.compressed.gain.value = 0;
    this.connect();
  }

  /** Glides to the settings; called often, and does nothing while they stay the same. */
  apply(settings: SoundSettings): void {
    if (this.applied !== null && isSame(this.applied, settings)) return;
    this.applied = settings;
    const gains = bandGains(settings.eq);
    this.filters.forEach((filter, index) => this.glideTo(filter.gain, gains[index] ?? 0));
    this.glideTo(this.headroom.gain, decibelGain(headroomOf(settings.eq)));
    this.glideTo(this.compressed.gain, settings.dynamic_compressor_enabled ? 1 : 0);
    this.glideTo(this.past.gain, settings.dynamic_compressor_enabled ? 0 : 1);
    this.glideTo(this.master.gain, settings.is_muted ? 0 : volumeGain(settings.master_volume));
  }

  private connect(): void {
    const { context } = this;
    const last = this.filters.reduce<AudioNode>((node, filter) => node.connect(filter), this.headroom);
    const limiter = dynamics(context, limiting);
    last.connect(dynamics(context, compression)).connect(this.compressed).connect(limiter);
    const wait = context.createDelay(compressorDelay * 2);
    wait.delayTime.value = compressorDelay;
    last.connect(wait).connect(this.past).connect(limiter);
    limiter.connect(this.master).connect(this.meter.node).connect(context.destination);
  }

  private glideTo(parameter: AudioParam, value: number): void {
    parameter.setTargetAtTime(value, this.context.currentTime, glide);
  }
}

function dynamics(context: AudioContext, settings: typeof compression): DynamicsCompressorNode {
  const node = context.createDynamicsCompressor();
  node.threshold.value = settings.threshold;
  node.knee.value = settings.knee;
  node.ratio.value = settings.ratio;
  node.attack.value = settings.attack;
  node.release.value = settings.release;
  return node;
}

const isSame = (a: SoundSettings, b: SoundSettings): boolean =>
  a.master_volume === b.master_volume &&
  a.is_muted === b.is_muted &&
  a.dynamic_compressor_enabled === b.dynamic_compressor_enabled &&
  a.eq.every((gain, index) => gain === b.eq[index]);
