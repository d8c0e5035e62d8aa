import { randomUUID } from 'node:crypto';
import { trackSummary } from '@djamms/testing';
import { toIndexed } from '../../../test/judged/indexed';
import { FoundTracks } from './found-tracks';
import { idOf, type Segment } from './segment';
import { SegmentBuilder } from './segment-builder';

function segmentOf(popularities: readonly number[]): Segment {
  const builder = new SegmentBuilder();
  const ids = popularities.map(() => randomUUID()).sort();
  ids.forEach((id, at) => builder.add(toIndexed(trackSummary({ id, popularity: popularities[at]! }), 1, 0)));
  return builder.build();
}
const all = (score: number, count: number) => ({
  count,
  tracks: Uint32Array.from({ length: count }, (_, track) => track),
  scores: new Float32Array(count).fill(score),
  notes: new Uint8Array(count),
});

describe('what was found', () => {
  it('is in the order of score, then popularity, then id, in pages of any size, from however many segments', () => {
    const popularities = Array.from({ length: 500 }, (_, number) => (number * 7) % 11);
    const segments = [segmentOf(popularities), segmentOf(popularities.toReversed())];
    const found = new FoundTracks();
    segments.forEach((_, number) => found.addAll(number, all(2, popularities.length)));
    const shown = (most: number) =>
      found.best(most, segments).map(({ segment, track }) => ({
        id: idOf(segments[segment]!, track),
        popularity: segments[segment]!.popularity[track]!,
      }));
    const whole = shown(1_000);
    expect(whole).toEqual(whole.toSorted((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1)));
    for (const most of [1, 2, 3, 20, 333, 999]) expect(shown(most)).toEqual(whole.slice(0, most));
  });

  it('is told apart by its segment, of which there may be many for a moment', () => {
    const segments = Array.from({ length: 300 }, () => segmentOf([1]));
    const found = new FoundTracks();
    found.addAll(299, all(2, 1));
    expect(found.best(1, segments)).toMatchObject([{ segment: 299, track: 0 }]);
  });
});
