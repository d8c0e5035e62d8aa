import { type Track, type TrackSummary } from '@djamms/contracts';
import { isBroken } from './broken';
import { type TrackEntity } from './track.entity';

/** What other services keep a copy of. */
export const toSummary = (track: TrackEntity): TrackSummary => ({
  id: track.id,
  venueId: track.venueId,
  title: track.title,
  artist: track.artist,
  album: track.album,
  genre: track.genre,
  year: track.year,
  duration: track.duration,
  source: track.source,
  videoId: track.videoId,
  fileId: track.fileId,
  thumbnailUrl: track.thumbnailUrl,
  realEndOffset: track.realEndOffset,
  cueIn: track.cueIn,
  loudnessLufs: track.loudnessLufs,
  truePeakDb: track.truePeakDb,
  bpm: track.bpm,
  popularity: track.popularity,
  playCount: track.playCount,
  isBroken: isBroken(track),
  version: track.version,
});

export const toTrack = (track: TrackEntity): Track => ({
  ...toSummary(track),
  albumArtist: track.albumArtist,
  trackNo: track.trackNo,
  isrc: track.isrc,
  bitrate: track.bitrate,
  fileSize: track.fileSize,
  musicalKey: track.musicalKey,
  processing: track.processing,
  processingError: track.processingError,
  playbackFailures: track.playbackFailures,
  createdAt: track.createdAt.toISOString(),
  updatedAt: track.updatedAt.toISOString(),
});

/** What a summary is made of. */
export const summaryColumns = {
  id: true,
  venueId: true,
  title: true,
  artist: true,
  album: true,
  genre: true,
  year: true,
  duration: true,
  source: true,
  videoId: true,
  fileId: true,
  thumbnailUrl: true,
  realEndOffset: true,
  cueIn: true,
  loudnessLufs: true,
  truePeakDb: true,
  bpm: true,
  popularity: true,
  playCount: true,
  playbackFailures: true,
  version: true,
} as const;

/** NATS takes messages of a megabyte, the envelope of the reply included. */
const messageBytes = 900_000;

/** The first ones, as many as fit into a message, and at least one. */
export function withinMessage(summaries: readonly TrackSummary[]): TrackSummary[] {
  let bytes = 0;
  const excess = summaries.findIndex(
    (summary) => (bytes += Buffer.byteLength(JSON.stringify(summary)) + 1) > messageBytes,
  );
  return excess < 0 ? [...summaries] : summaries.slice(0, Math.max(1, excess));
}
