import { type SearchFilters } from '@djamms/contracts';
import { match, type Matches } from './match';
import { type Segment } from './segment';
import { filterOf, type TrackFilter } from './segment-filter';
import { type Leniency } from './word-choices';
import { WordPlans } from './word-plans';

/** A reading of the words, and how leniently it is matched. */
export interface Reading {
  words: readonly string[];
  leniency: Leniency;
  /** What it keeps of a score, from 0 to 1. */
  keeps: number;
}

/** Matches readings in all segments, within the filters. */
export class Matcher {
  readonly plans: WordPlans;
  private readonly filters: TrackFilter[];

  constructor(
    readonly segments: readonly Segment[],
    private readonly wantsVersion: boolean,
    filters: SearchFilters,
  ) {
    this.plans = new WordPlans(segments);
    this.filters = segments.map((segment) => filterOf(segment, filters));
  }

  /** `take` is given what was found in each segment; it is good until it returns. */
  each({ words, leniency }: Reading, take: (segment: number, matches: Matches) => void): void {
    const context = { plain: words.join(' '), wordCount: words.length, wantsVersion: this.wantsVersion };
    const plans = this.plans.of(words, leniency);
    this.segments.forEach((segment, number) => {
      const filter = this.filters[number]!;
      take(number, words.length === 0 ? everything(segment, filter) : match(segment, plans[number]!, context, filter));
    });
  }

  /** Postings that a reading looks at. */
  workOf({ words, leniency }: Reading): number {
    return this.plans.workOf(this.plans.of(words, leniency));
  }

  passes(segment: number, track: number): boolean {
    return this.filters[segment]!(track);
  }
}

/** Every track that passes, by how popular it is. */
function everything({ size, standing }: Segment, passes: TrackFilter): Matches {
  const tracks = Uint32Array.from({ length: size }, (_, track) => track).filter(passes);
  const scores = Float32Array.from(tracks, (track) => standing[track]!);
  return { count: tracks.length, tracks, scores, notes: new Uint8Array(tracks.length) };
}
