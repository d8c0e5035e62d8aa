import { hashOf } from '../app/accent';

export interface CoverArt {
  background: string;
  glow: string;
  ink: string;
  /** Circles of the pattern: centre and radius in a 100 by 100 field. */
  rings: { cx: number; cy: number; r: number }[];
  initials: string;
}

/** A calm picture for a track without artwork: always the same one for the same title and artist. */
export function coverArt(title: string, artist: string): CoverArt {
  const seed = hashOf(`${artist}\u0000${title}`);
  const hue = seed % 360;
  const second = (hue + 40 + ((seed >>> 9) % 80)) % 360;
  const cx = 15 + ((seed >>> 4) % 70);
  const cy = 15 + ((seed >>> 11) % 70);
  const step = 9 + ((seed >>> 17) % 7);
  return {
    background: `hsl(${hue} 38% 24%)`,
    glow: `hsl(${second} 62% 46%)`,
    ink: `hsl(${second} 70% 86%)`,
    rings: Array.from({ length: 6 }, (_unused, index) => ({ cx, cy, r: 10 + index * step })),
    initials: initialsOf(title),
  };
}

function initialsOf(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase();
}

/** Widths (pixels) in which the server keeps a track's artwork, and up to which shown width each one is sharp. */
const artworkWidths = [
  { width: 150, sharpTo: 75 },
  { width: 300, sharpTo: 150 },
  { width: 600, sharpTo: Infinity },
];

/** The address of a track's artwork in the width that fits where it is shown. */
export function artworkFor(src: string, shown: number | string): string {
  const wanted = typeof shown === 'string' ? Infinity : shown;
  const { width } = artworkWidths.find(({ sharpTo }) => wanted <= sharpTo) ?? { width: 600 };
  return src.replace(/\/(150|300|600)\.jpg(?=$|\?)/, `/${width}.jpg`);
}
