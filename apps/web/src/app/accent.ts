import { type MantineColorsTuple, colorsTuple } from '@mantine/core';

/** One accent per venue: staff of two venues see at a glance which one they steer. Hue and saturation in HSL. */
const accents = [
  { hue: 38, saturation: 86 },
  { hue: 12, saturation: 92 },
  { hue: 158, saturation: 58 },
  { hue: 207, saturation: 90 },
  { hue: 258, saturation: 88 },
  { hue: 336, saturation: 88 },
] as const;

/** Lightness of each shade: 4 carries dark text on dark pages, 8 carries white text on light ones. */
const lightness = [96, 90, 82, 74, 66, 58, 50, 42, 34, 26];

/** A small, stable number from a text (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

export function accentOf(venueId: string | null): MantineColorsTuple {
  const accent = accents[venueId === null ? 0 : hashOf(venueId) % accents.length] ?? accents[0];
  return colorsTuple(lightness.map((value) => hex(accent.hue, accent.saturation, value)));
}

/** HSL (degrees, percent, percent) to `#rrggbb`, as in CSS Color 4. */
function hex(hue: number, saturation: number, light: number): string {
  const strength = (saturation / 100) * Math.min(light / 100, 1 - light / 100);
  const channel = (offset: number): string => {
    const turn = (offset + hue / 30) % 12;
    const value = light / 100 - strength * Math.max(-1, Math.min(turn - 3, 9 - turn, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
