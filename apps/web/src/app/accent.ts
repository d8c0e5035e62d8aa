import { type MantineColorsTuple, colorsTuple } from '@mantine/core';

/**
 * One accent per venue: staff of two venues see at a glance which one they steer. Hues in degrees of OKLCH, where
 * equal lightness looks equally bright, so that text on any of them is equally readable.
 */
const hues = [78, 40, 160, 235, 295, 0] as const;
const chroma = 0.14;

/** Lightness of each shade: 4 carries dark text on dark pages, 8 carries white text on light ones. */
const lightness = [0.97, 0.93, 0.89, 0.85, 0.8, 0.74, 0.66, 0.58, 0.48, 0.38];

/** A small, stable number from a text (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

export function accentOf(venueId: string | null): MantineColorsTuple {
  const hue = hues[venueId === null ? 0 : hashOf(venueId) % hues.length] ?? hues[0];
  return colorsTuple(lightness.map((light) => hexOf(light, light > 0.9 ? chroma / 2 : chroma, hue)));
}

/** OKLCH to `#rrggbb` (B. Ottosson, "A perceptual color space for image processing"), cut to what sRGB can show. */
function hexOf(light: number, colorfulness: number, hue: number): string {
  const a = colorfulness * Math.cos((hue * Math.PI) / 180);
  const b = colorfulness * Math.sin((hue * Math.PI) / 180);
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map(hexByte).join('')}`;
}

/** A linear sRGB channel as two hexadecimal digits (IEC 61966-2-1 transfer function). */
function hexByte(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const value = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(value * 255)
    .toString(16)
    .padStart(2, '0');
}
