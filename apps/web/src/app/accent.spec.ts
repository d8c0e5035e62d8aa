import { accentOf, hashOf } from './accent';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const venues = Array.from({ length: 60 }, (_unused, index) => `venue-${index}`);

describe('accentOf', () => {
  it('gives every venue an accent that is readable on dark and on light pages (AA, 4.5:1)', () => {
    for (const venue of venues) {
      const shades = accentOf(venue);
      expect(contrast(shades[4], '#0e1014')).toBeGreaterThan(4.5);
      expect(contrast(shades[4], '#16120c')).toBeGreaterThan(4.5);
      expect(contrast(shades[8], '#f6f6f8')).toBeGreaterThan(4.5);
      expect(contrast(shades[8], '#ffffff')).toBeGreaterThan(4.5);
    }
  });

  it('is always the same for a venue, and not the same for all', () => {
    expect(accentOf('venue-1')).toEqual(accentOf('venue-1'));
    expect(new Set(venues.map((venue) => accentOf(venue)[4])).size).toBe(6);
  });
});

describe('hashOf', () => {
  it('is FNV-1a', () => {
    expect(hashOf('')).toBe(0x811c9dc5);
    expect(hashOf('a')).toBe(0xe40c292c);
  });
});
