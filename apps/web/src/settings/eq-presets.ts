/** Centre frequencies (Hz) of the ten bands: octaves, as ISO 266 names them. */
export const eqBands = [31, 62, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000] as const;

/** Decibels in both directions. */
export const eqLimit = 12;

export interface EqPreset {
  name: string;
  /** What it is good for. */
  hint: string;
  /** Decibels, band by band. */
  gains: readonly number[];
}

export const eqPresets: readonly EqPreset[] = [
  { name: 'Flat', hint: 'As it was recorded', gains: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
  {
    name: 'Bar',
    hint: 'Fuller, and room for talk: less where voices are',
    gains: [3, 4, 3, 1, -1, -2, -2, 0, 2, 3],
  },
  { name: 'Club', hint: 'Weight below, air above', gains: [5, 6, 4, 1, 0, -1, 0, 2, 3, 4] },
  { name: 'Bass', hint: 'Only the low end', gains: [6, 6, 4, 2, 0, 0, 0, 0, 0, 0] },
  { name: 'Less bass', hint: 'When the neighbours sleep', gains: [-9, -7, -4, -1, 0, 0, 0, 0, 0, 0] },
  { name: 'Speech', hint: 'Announcements and talk, clear and without boom', gains: [-9, -6, -3, 0, 2, 4, 4, 3, 0, -3] },
  { name: 'Small speakers', hint: 'No bass they can’t give, more body', gains: [-6, -2, 3, 4, 2, 0, 0, 1, 2, 2] },
  { name: 'Bright', hint: 'More detail', gains: [0, 0, 0, 0, 0, 1, 2, 3, 4, 5] },
];

/** The preset that sounds like these gains, if one does. */
export const presetOf = (gains: readonly number[]): EqPreset | undefined =>
  eqPresets.find((preset) => preset.gains.every((gain, band) => gain === gains[band]));

/** A band's frequency as people read it: `62`, `1k`, `16k`. */
export const bandName = (hertz: number): string => (hertz >= 1_000 ? `${hertz / 1_000}k` : String(hertz));

/** Decibels with their sign: `+3 dB`. */
export const decibels = (gain: number): string => `${gain > 0 ? '+' : gain < 0 ? '−' : ''}${Math.abs(gain)} dB`;

/** The bands as they are, with those in it that the hand holds. */
export const withBands = (gains: readonly number[], held: Readonly<Record<number, number>>): number[] =>
  gains.map((gain, band) => held[band] ?? gain);

/** A smooth line through the bands, as an SVG path in a field of `width` by `height`; 0 dB lies in the middle. */
export function curvePath(gains: readonly number[], width: number, height: number): string {
  const step = width / gains.length;
  const points = gains.map((gain, band): [number, number] => [
    (band + 0.5) * step,
    (height / 2) * (1 - gain / eqLimit),
  ]);
  return points.reduce((path, [x, y], index) => {
    const before = points[index - 1];
    if (before === undefined) return `M0 ${round(y)} L${round(x)} ${round(y)}`;
    const middle = round((before[0] + x) / 2);
    const curve = `${path} C${middle} ${round(before[1])} ${middle} ${round(y)} ${round(x)} ${round(y)}`;
    return index === points.length - 1 ? `${curve} L${round(width)} ${round(y)}` : curve;
  }, '');
}

const round = (value: number): number => Math.round(value * 10) / 10;
