import { z } from 'zod';
import { event, job, notice } from '../core/contract';
import { Id } from '../core/primitives';
import { defineErrors } from '../core/problem';
import { TrackTags } from '../music/track.contract';

/** The largest upload: 50 MB (spec, "Sound"). */
export const maxUploadBytes = 50 * 1024 * 1024;

export const uploadErrors = defineErrors({
  file_too_large: { category: 'too_large', title: 'The file is larger than 50 MB' },
  not_audio: { category: 'unsupported_media', title: 'The file is not audio that can be played' },
  audio_unreadable: { category: 'rule', title: 'The audio file is damaged' },
  upload_incomplete: { category: 'invalid', title: 'The upload ended before the file was complete' },
  file_missing: { category: 'invalid', title: 'The upload holds no file' },
  storage_full: { category: 'unavailable', title: 'There is no room left to store the file' },
});

/** What ffmpeg measured. Null where a measurement failed; the track plays all the same. */
export const AudioAnalysis = z.object({
  /** Seconds, by decoding. */
  duration: z.number().nullable(),
  cueIn: z.number().nullable(),
  realEndOffset: z.number().nullable(),
  loudnessLufs: z.number().nullable(),
  truePeakDb: z.number().nullable(),
  /** Bits per second. */
  bitrate: z.number().int().nullable(),
});
export type AudioAnalysis = z.infer<typeof AudioAnalysis>;

/** Reads tags and pictures and measures the sound of one stored file. */
export const processAudio = job({
  subject: 'file.audio.process',
  payload: z.object({ trackId: Id, fileId: Id, venueId: Id }),
  attempts: 4,
  backoff: [2, 10, 60],
});

export const ProcessingStage = z.enum(['queued', 'tags', 'artwork', 'loudness', 'silence', 'done', 'failed']);
export type ProcessingStage = z.infer<typeof ProcessingStage>;

/** A step of `processAudio`; progress runs from 0 to 1. */
export const audioProgressed = notice({
  subject: 'file.audio.progressed',
  payload: z.object({ trackId: Id, venueId: Id, stage: ProcessingStage, progress: z.number().min(0).max(1) }),
});

/** The end of `processAudio`. `failures` names what could not be found out, in words for staff. */
export const audioProcessed = event({
  subject: 'file.audio.processed',
  payload: z.object({
    trackId: Id,
    fileId: Id,
    venueId: Id,
    tags: TrackTags.partial(),
    analysis: AudioAnalysis,
    thumbnailUrl: z.string().nullable(),
    failures: z.array(z.string()),
  }),
  activity: 'track_processed',
});
