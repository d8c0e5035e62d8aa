/** What a look at the headers tells. */
export interface Probe {
  /** Names of the container in ffmpeg's words; some have several. */
  formats: string[];
  /** Of the first audio stream, in ffmpeg's words. */
  codec: string;
  /** Moving pictures; a cover is not one. */
  hasVideo: boolean;
  /** Seconds as the headers say; null when they don't. */
  duration: number | null;
  /** Bits per second. */
  bitrate: number | null;
}

/** What decoding the whole file tells. Null where a value does not exist, e.g. the loudness of digital silence. */
export interface Measurement {
  /** Seconds of sound that could be decoded. */
  duration: number;
  /** Seconds from the start at which the sound begins. */
  cueIn: number;
  /** Seconds from the start at which the sound ends. */
  realEndOffset: number;
  /** Integrated loudness, LUFS (EBU R 128). */
  loudnessLufs: number | null;
  /** dBTP (ITU-R BS.1770). */
  truePeakDb: number | null;
}

export interface MeasureOptions {
  /** Seconds decoded so far. */
  onProgress?: (seconds: number) => void;
  signal?: AbortSignal;
}

/** The file is not audio that can be decoded. */
export class UnreadableAudio extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableAudio';
  }
}

/** The tool itself could not do its work (not installed, out of time): this says nothing about the file. */
export class AudioToolUnavailable extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'AudioToolUnavailable';
  }
}

/** Outside programs that know audio. Every call has a time limit. */
export abstract class AudioTools {
  /** @throws UnreadableAudio, AudioToolUnavailable */
  abstract probe(path: string, signal?: AbortSignal): Promise<Probe>;
  /** @throws UnreadableAudio, AudioToolUnavailable */
  abstract measure(path: string, options?: MeasureOptions): Promise<Measurement>;
}
