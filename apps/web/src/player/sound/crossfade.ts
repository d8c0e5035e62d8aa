/** What a crossfade needs to know of a song. */
export interface Length {
  /** Seconds of the file at which its sound begins and ends. */
  from: number;
  to: number;
}

/** A short song is heard for itself for at least a third of its length. */
const largestShare = 1 / 3;
/** Crossfades below this (seconds) are not heard as such, and are made as gapless changes. */
const worthFading = 0.2;

const lengthOf = ({ from, to }: Length): number => (Number.isFinite(to) ? Math.max(0, to - from) : Infinity);

/**
 * Seconds during which two songs overlap: what the venue wishes, but never more than a third of either. 0 is a
 * gapless change. A song whose end is not known yet puts no limit on it.
 */
export function crossfadeSeconds(wish: number, outgoing: Length, incoming: Length | null): number {
  const limit = Math.min(lengthOf(outgoing), incoming === null ? Infinity : lengthOf(incoming)) * largestShare;
  const seconds = Math.min(wish, limit);
  return seconds < worthFading ? 0 : seconds;
}

/** Second of the outgoing song at which the next one takes over, so that its own sound ends when the fade does. */
export const takeoverAt = (outgoing: Length, fade: number): number => Math.max(outgoing.from, outgoing.to - fade);
