import { type TrackSummary } from '@djamms/contracts';
import { SegmentBuilder, type IndexedTrack } from '../../src/engine/built-in/segment-builder';
import { type Segment } from '../../src/engine/built-in/segment';
import { textOf } from '../../src/engine/track-text';

export const toIndexed = (track: TrackSummary, revision = 1, clicks = 0): IndexedTrack => ({
  ...textOf(track),
  id: track.id,
  revision,
  shownTitle: track.title,
  shownArtist: track.artist,
  shownGenre: track.genre ?? '',
  year: track.year,
  duration: track.duration,
  bpm: track.bpm,
  source: track.source,
  popularity: track.popularity,
  clicks,
});

export function toSegment(tracks: readonly TrackSummary[]): Segment {
  const builder = new SegmentBuilder();
  for (const track of tracks.toSorted((a, b) => (a.id < b.id ? -1 : 1))) builder.add(toIndexed(track));
  return builder.build();
}
