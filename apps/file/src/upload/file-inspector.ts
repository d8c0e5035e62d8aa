import { Injectable, Logger } from '@nestjs/common';
import { DomainError, type TrackTags, uploadErrors } from '@djamms/contracts';
import { AudioTools, AudioToolUnavailable, type Probe, UnreadableAudio } from '../audio/audio-tools';
import { type AudioType, typeByProbe } from '../audio/audio-type';
import { type FileTags, noTags, TagReader } from '../audio/tag-reader';

/** What has to be known of a file before it becomes a track. */
export interface Inspection {
  type: AudioType;
  tags: Partial<TrackTags>;
  /** Seconds. */
  duration: number;
  /** Bits per second. */
  bitrate: number | null;
}

const longestSeconds = 86_400;

/** A first, quick look at an uploaded file: is it what its bytes promised, and what does it say about itself? */
@Injectable()
export class FileInspector {
  private readonly logger = new Logger('FileInspector');

  constructor(
    private readonly tools: AudioTools,
    private readonly tagReader: TagReader,
  ) {}

  /**
   * @param type by the first bytes
   * @throws DomainError `audio_unreadable`, `not_audio`
   */
  async inspect(path: string, type: AudioType): Promise<Inspection> {
    const [probe, read] = await Promise.all([this.probe(path), this.readTags(path, type)]);
    const duration = probe?.duration ?? read.duration ?? (await this.readDuration(path, type));
    if (duration === null) throw unreadable('its length can not be found out');
    if (duration > longestSeconds) throw unreadable('it would play for more than a day');
    return {
      type: probe ? typeByProbe(probe) : type,
      tags: read.tags,
      duration,
      bitrate: wholeBits(probe?.bitrate ?? read.bitrate),
    };
  }

  /** Null when the tool is missing or stuck: the headers that the tag reader understands have to do. */
  private async probe(path: string): Promise<Probe | null> {
    try {
      return await this.tools.probe(path);
    } catch (error) {
      if (error instanceof UnreadableAudio) throw unreadable(error.message);
      if (!(error instanceof AudioToolUnavailable)) throw error;
      this.logger.error({ err: error }, 'Uploads can only be looked at superficially');
      return null;
    }
  }

  private async readDuration(path: string, { extension }: AudioType): Promise<number | null> {
    return this.tagReader.readDuration(path, extension).catch(() => null);
  }

  /** Bad tags never keep a song out. */
  private async readTags(path: string, { extension }: AudioType): Promise<FileTags> {
    try {
      return await this.tagReader.readTags(path, extension);
    } catch (error) {
      this.logger.warn(
        `The tags of an upload can not be read: ${error instanceof Error ? error.message : String(error)}`,
      );
      return noTags;
    }
  }
}

const wholeBits = (bitrate: number | null): number | null => (bitrate === null ? null : Math.round(bitrate));
const unreadable = (reason: string): DomainError =>
  new DomainError(uploadErrors.audio_unreadable, `The file is damaged: ${reason}. Export or copy it again.`);
