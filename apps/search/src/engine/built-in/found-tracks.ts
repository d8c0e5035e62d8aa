import { type Matches } from './match';
import { type Segment } from './segment';

/** A track that was found, by its segment and its number there. */
export interface FoundTrack {
  segment: number;
  track: number;
  score: number;
  /** How it was found; see `match`. */
  notes: number;
}

const bucketCount = 4_096;
/** Scores are below this; what is above shares the last bucket. */
const greatestScore = 8;

/** What a search has found so far, from all segments; picks the best without sorting everything. */
export class FoundTracks {
  private segmentOf = new Uint16Array(256);
  private trackOf = new Uint32Array(256);
  private scoreOf = new Float32Array(256);
  private notesOf = new Uint8Array(256);
  /** By segment and track, 1 for each that is there; made when somebody asks. */
  private members: Uint8Array[] | undefined;
  count = 0;

  addAll(segment: number, { count, tracks, scores, notes }: Matches): void {
    this.makeRoom(this.count + count);
    this.segmentOf.fill(segment, this.count, this.count + count);
    this.trackOf.set(tracks.subarray(0, count), this.count);
    this.scoreOf.set(scores.subarray(0, count), this.count);
    this.notesOf.set(notes.subarray(0, count), this.count);
    this.count += count;
    this.members = undefined;
  }

  has(segment: number, track: number): boolean {
    this.members ??= this.marked();
    return this.members[segment]?.[track] === 1;
  }

  private marked(): Uint8Array[] {
    const sizes: number[] = [];
    for (let index = 0; index < this.count; index++) {
      const segment = this.segmentOf[index]!;
      sizes[segment] = Math.max(sizes[segment] ?? 0, this.trackOf[index]! + 1);
    }
    const marks = Array.from(sizes, (size = 0) => new Uint8Array(size));
    for (let index = 0; index < this.count; index++) marks[this.segmentOf[index]!]![this.trackOf[index]!] = 1;
    return marks;
  }

  private makeRoom(size: number): void {
    if (size <= this.trackOf.length) return;
    const room = Math.max(size, this.trackOf.length * 2);
    const grown = <T extends Uint8Array | Uint16Array | Uint32Array | Float32Array>(to: T, from: T): T => (
      to.set(from),
      to
    );
    this.segmentOf = grown(new Uint16Array(room), this.segmentOf);
    this.trackOf = grown(new Uint32Array(room), this.trackOf);
    this.scoreOf = grown(new Float32Array(room), this.scoreOf);
    this.notesOf = grown(new Uint8Array(room), this.notesOf);
  }

  private at(index: number): FoundTrack {
    return {
      segment: this.segmentOf[index]!,
      track: this.trackOf[index]!,
      score: this.scoreOf[index]!,
      notes: this.notesOf[index]!,
    };
  }

  /**
   * The best, best first; among equals the popular first, whose lead a score does not show without end, and then in the
   * order of the ids, so that pages never overlap.
   */
  best(most: number, segments: readonly Segment[]): FoundTrack[] {
    const least = this.count <= most ? -Infinity : this.scoreOfPlace(most);
    const compare = (a: FoundTrack, b: FoundTrack): number =>
      b.score - a.score || compareLiking(segments, a, b) || compareIds(segments, a, b);
    const chosen: FoundTrack[] = [];
    let worst: FoundTrack | undefined;
    for (let index = 0; index < this.count; index++) {
      if (this.scoreOf[index]! < least) continue;
      const one = this.at(index);
      if (worst !== undefined && compare(one, worst) > 0) continue;
      // All may be alike, as in a library that was never played: what is sorted stays small.
      if (chosen.push(one) < 2 * most) continue;
      chosen.sort(compare).splice(most);
      worst = chosen.at(-1);
    }
    return chosen.sort(compare).slice(0, most);
  }

  /** A score that at least `place` tracks reach, and few more. */
  private scoreOfPlace(place: number): number {
    const buckets = new Uint32Array(bucketCount);
    const bucketOf = (score: number) =>
      Math.max(0, Math.min(bucketCount - 1, Math.floor((score / greatestScore) * bucketCount)));
    for (let index = 0; index < this.count; index++) buckets[bucketOf(this.scoreOf[index]!)]!++;
    let bucket = bucketCount - 1;
    for (let reached = buckets[bucket]!; reached < place && bucket > 0;) reached += buckets[--bucket]!;
    return bucket === 0 ? -Infinity : (bucket / bucketCount) * greatestScore;
  }
}

const compareLiking = (segments: readonly Segment[], a: FoundTrack, b: FoundTrack): number =>
  segments[b.segment]!.popularity[b.track]! - segments[a.segment]!.popularity[a.track]!;

/** A segment has its tracks in the order of their ids. */
function compareIds(segments: readonly Segment[], a: FoundTrack, b: FoundTrack): number {
  if (a.segment === b.segment) return a.track - b.track;
  const [one, other] = [segments[a.segment]!.ids, segments[b.segment]!.ids];
  for (let at = 0; at < 4; at++) {
    const difference = one[a.track * 4 + at]! - other[b.track * 4 + at]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
