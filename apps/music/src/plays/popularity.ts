const dayMs = 24 * 3_600_000;
/** A play counts half as much a month later: what was liked last year does not stay on top for ever. */
export const halfLifeDays = 30;
const countsAfterSeconds = 240;

/** Counts as a play: more than half of the track, or four minutes (spec, "Queue and playback"). A preview never does. */
export function isCounted(play: { durationPlayed: number; source: string }, trackDuration: number): boolean {
  if (play.source === 'preview') return false;
  return play.durationPlayed >= countsAfterSeconds || (trackDuration > 0 && play.durationPlayed > trackDuration / 2);
}

export interface Popularity {
  /** The sum over all counted plays of 0.5 ^ (age of the play / half-life), as of `popularityAt`. */
  popularity: number;
  popularityAt: Date | null;
}

/** Popularity with one more play. Plays may arrive late and in any order: the sum comes out the same. */
export function withPlay({ popularity, popularityAt }: Popularity, playedAt: Date): Popularity {
  const known = popularityAt ?? playedAt;
  const latest = new Date(Math.max(known.getTime(), playedAt.getTime()));
  return { popularity: popularity * decay(known, latest) + decay(playedAt, latest), popularityAt: latest };
}

const decay = (from: Date, to: Date): number => 0.5 ** ((to.getTime() - from.getTime()) / dayMs / halfLifeDays);
