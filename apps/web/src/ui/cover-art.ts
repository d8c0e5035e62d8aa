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
