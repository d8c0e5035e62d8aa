export interface Band {
  /** Hertz. */
  frequency: number;
  type: 'lowshelf' | 'peaking' | 'highshelf';
  /** Width of a peaking band; shelves have none. */
  q: number;
}

/** A band that is one octave wide at half of its boost: 1 / (2 · sinh(ln 2 / 2)). */
const octaveQ = Math.SQRT2;

/** The octave bands of IEC 61260 (ISO 266) that an equaliser of ten sliders has; the outermost reach to the ends. */
export const bands: readonly Band[] = [31.25, 62.5, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000].map(
  (frequency, index, all) => ({
    frequency,
    type: index === 0 ? 'lowshelf' : index === all.length - 1 ? 'highshelf' : 'peaking',
    q: octaveQ,
  }),
);

/** Decibels that a band may boost or cut. */
export const maxBandGain = 12;

/** What the sliders say, one number (dB) per band, within what a band can do. */
export const bandGains = (eq: readonly number[]): number[] =>
  bands.map((_band, index) => Math.min(maxBandGain, Math.max(-maxBandGain, eq[index] ?? 0)));

/**
 * Decibels by which the signal is lowered ahead of the bands, so that a boost does not drive a loud song into the
 * limiter: half of the highest boost, for no song has all of its level in one band.
 */
export const headroomOf = (eq: readonly number[]): number => -Math.max(0, ...bandGains(eq)) / 2;
