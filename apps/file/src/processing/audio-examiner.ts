import { Injectable, Logger } from '@nestjs/common';
import { type AudioAnalysis, type TrackTags } from '@djamms/contracts';
import { ArtworkMaker, type ArtworkImage, UnusablePicture } from '../audio/artwork';
import { AudioTools, AudioToolUnavailable, UnreadableAudio } from '../audio/audio-tools';
import { noTags, TagReader } from '../audio/tag-reader';
import { OutOfTime } from '../audio/time-limit';

/** Steps of an examination with the share of the whole that each begins at. */
export type ExaminationStage = 'tags' | 'artwork' | 'loudness' | 'silence';
const stageStart: Record<ExaminationStage, number> = { tags: 0, artwork: 0.05, loudness: 0.15, silence: 0.95 };

export interface ExaminationOptions {
  /** Bytes of the file. */
  size: number;
  /** Of the file's type. */
  extension: string;
  signal: AbortSignal;
  /** `progress` of the whole, from 0 to 1; never goes back. */
  onProgress: (stage: ExaminationStage, progress: number) => void;
}

export interface Findings {
  tags: Partial<TrackTags>;
  images: ArtworkImage[];
  analysis: AudioAnalysis;
  /** What could not be found out, in words for staff. */
  failures: string[];
}

export const nothingMeasured: AudioAnalysis = {
  duration: null,
  cueIn: null,
  realEndOffset: null,
  loudnessLufs: null,
  truePeakDb: null,
  bitrate: null,
};

/** A file whose headers promise this much more than it holds was cut off, seconds and share. */
const missingSeconds = 2;
const missingShare = 0.02;

/** Finds out all there is to know about a file. Each part fails alone; what fails is told, and the song plays on. */
@Injectable()
export class AudioExaminer {
  private readonly logger = new Logger('AudioExaminer');

  constructor(
    private readonly tools: AudioTools,
    private readonly tagReader: TagReader,
    private readonly artwork: ArtworkMaker,
  ) {}

  /** Rejects only when called off, or when the machine (not the file) is in trouble. */
  async examine(path: string, options: ExaminationOptions): Promise<Findings> {
    const failures: string[] = [];
    const step = <T>(fallback: T, failure: string, work: () => Promise<T>): Promise<T> => {
      options.signal.throwIfAborted();
      return this.attempt(work, options.signal, (reason) => {
        failures.push(reason === null ? failure : `${failure}: ${reason}`);
        return fallback;
      });
    };
    options.onProgress('tags', stageStart.tags);
    const { tags } = await step(noTags, 'The tags could not be read', () =>
      this.tagReader.readTags(path, options.extension),
    );
    options.onProgress('artwork', stageStart.artwork);
    const images = await step<ArtworkImage[]>([], 'The cover could not be used', () =>
      this.makeArtwork(path, options.extension),
    );
    const analysis = await step(nothingMeasured, 'The sound could not be measured', () =>
      this.measure(path, options, failures),
    );
    return { tags, images, analysis, failures };
  }

  private async makeArtwork(path: string, extension: string): Promise<ArtworkImage[]> {
    const picture = await this.tagReader.readPicture(path, extension);
    return picture ? this.artwork.make(picture) : [];
  }

  /** Progress follows the position in the file, so far as its length is known beforehand. */
  private async measure(path: string, options: ExaminationOptions, failures: string[]): Promise<AudioAnalysis> {
    const { signal, onProgress } = options;
    const { duration: promised } = await this.tools.probe(path, signal);
    const span = stageStart.silence - stageStart.loudness;
    onProgress('loudness', stageStart.loudness);
    const measurement = await this.tools.measure(path, {
      signal,
      onProgress: (seconds) => {
        if (promised) onProgress('loudness', stageStart.loudness + span * Math.min(1, seconds / promised));
      },
    });
    onProgress('silence', stageStart.silence);
    const { duration } = measurement;
    if (promised && promised - duration > Math.max(missingSeconds, promised * missingShare)) {
      failures.push(`The file seems to be cut off: ${Math.floor(duration)} of ${Math.round(promised)} s can be played`);
    }
    return { ...measurement, bitrate: Math.round((options.size * 8) / duration) };
  }

  private async attempt<T>(
    work: () => Promise<T>,
    signal: AbortSignal,
    onFailure: (reason: string | null) => T,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || isMachineTrouble(error)) throw error;
      this.logger.warn({ err: error }, 'A part of an examination failed');
      return onFailure(reasonOf(error));
    }
  }
}

/** An error of the operating system says nothing about the file: another try may go better. */
const isMachineTrouble = (error: unknown): boolean => typeof error === 'object' && error !== null && 'syscall' in error;

/** In words for staff; null when there is nothing to say beyond that it failed. */
function reasonOf(error: unknown): string | null {
  if (error instanceof UnusablePicture || error instanceof UnreadableAudio || error instanceof OutOfTime)
    return error.message;
  if (error instanceof AudioToolUnavailable) return 'ffmpeg is missing or took too long';
  return null;
}
