/**
 * Equal power (sin² + cos² = 1): two different songs keep the loudness of one while they change over. A linear
 * crossfade would dip by 3 dB in its middle.
 * @param progress 0 at the start of the fade, 1 at its end
 */
export function equalPower(progress: number): { incoming: number; outgoing: number } {
  const angle = (Math.min(1, Math.max(0, progress)) * Math.PI) / 2;
  return { incoming: Math.sin(angle), outgoing: Math.cos(angle) };
}

export interface Point {
  /** Seconds from the start of the fade. */
  at: number;
  gain: number;
}

/** Straight pieces of a curve: so many that no step is heard. */
const pieces = 32;

/** Half of a crossfade as points to be joined by straight lines, from its start to its end. */
export function fadePoints(direction: 'incoming' | 'outgoing', seconds: number): Point[] {
  return Array.from({ length: pieces + 1 }, (_unused, index) => {
    const progress = index / pieces;
    // The last point is exact: what remains of cos(π/2) in floating point would be a whisper for ever.
    const gain = index === pieces && direction === 'outgoing' ? 0 : equalPower(progress)[direction];
    return { at: progress * seconds, gain };
  });
}
