import { factsOf, SegmentBuilder, type IndexedTrack } from './segment-builder';
import { findTrack, idParts, likingOf, standingOf, type Segment } from './segment';
import { type LibraryChange } from './library-source';

/** Changed tracks that are indexed anew with each change among them. */
const mostPending = 256;
/** Small segments that a search may look at beside the great one. */
const mostRecent = 8;
/** Share of removed tracks from which the library is better read anew. */
const mostRemoved = 0.3;
/** Bytes of a track that waits to be indexed, roughly. */
const pendingBytes = 800;

/**
 * The tracks of one scope: a great segment with all of them as they were when it was read, and small ones with what has
 * changed since. When these have become many, the library is to be read anew.
 */
export class Library {
  private readonly recent: Segment[] = [];
  private readonly pending = new Map<string, IndexedTrack>();
  private pendingSegment: Segment | undefined;
  private removed = 0;

  constructor(
    readonly scope: string,
    private readonly main: Segment,
  ) {}

  /** Whether reading it anew would make it smaller and faster. */
  get isWorn(): boolean {
    return this.recent.length >= mostRecent || this.removed > Math.max(mostPending, this.tracks * mostRemoved);
  }

  get tracks(): number {
    return [this.main, ...this.recent].reduce((sum, { live }) => sum + live, this.pending.size);
  }

  get bytes(): number {
    const segments = [this.main, ...this.recent].reduce((sum, { bytes }) => sum + bytes, 0);
    return segments + this.pending.size * pendingBytes + (this.pendingSegment?.bytes ?? 0);
  }

  /** To be searched now: later changes are not in them. */
  segments(): Segment[] {
    if (this.pending.size > 0) this.pendingSegment ??= segmentOf(this.pending);
    return [this.main, ...this.recent, ...(this.pendingSegment ? [this.pendingSegment] : [])].filter(
      ({ live }) => live > 0,
    );
  }

  /** An older revision than is known changes nothing. */
  apply({ id, revision, track }: LibraryChange): void {
    const waiting = this.pending.get(id);
    const parts = idParts(id);
    if (waiting && waiting.revision >= revision) return;
    for (const segment of [this.main, ...this.recent]) {
      const number = findTrack(segment, parts);
      if (number < 0 || segment.removed[number] === 1) continue;
      if (segment.revision[number]! >= revision) return;
      if (track && segment.facts[number] === factsOf(track)) return rank(segment, number, track);
      addFame(segment, number, -segment.popularity[number]!);
      segment.removed[number] = 1;
      segment.live--;
      this.removed++;
    }
    if (waiting) this.pending.delete(id);
    if (track) this.pending.set(id, track);
    if (waiting ?? track) this.pendingSegment = undefined;
    if (this.pending.size >= mostPending) this.settle();
  }

  /** What waits becomes a segment of its own. */
  private settle(): void {
    this.recent.push(segmentOf(this.pending));
    this.pending.clear();
    this.pendingSegment = undefined;
  }
}

function segmentOf(tracks: ReadonlyMap<string, IndexedTrack>): Segment {
  const builder = new SegmentBuilder();
  for (const track of [...tracks.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) builder.add(track);
  return builder.build();
}

function rank(segment: Segment, number: number, { revision, popularity, clicks }: IndexedTrack): void {
  const before = segment.popularity[number]!;
  segment.revision[number] = revision;
  segment.popularity[number] = likingOf(popularity, clicks);
  segment.standing[number] = standingOf(segment.popularity[number]);
  addFame(segment, number, segment.popularity[number] - before);
}

function addFame({ artist, artistPopularity, isVersion }: Segment, number: number, popularity: number): void {
  if (isVersion[number] === 0) artistPopularity[artist[number]!]! += popularity;
}
