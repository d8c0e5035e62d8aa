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
  bpm: track.bpm,
  musicalKey: track.musicalKey,
  processing: track.processing,
  processingError: track.processingError,
  playbackFailures: track.playbackFailures,
  createdAt: track.createdAt.toISOString(),
  updatedAt: track.updatedAt.toISOString(),
});
