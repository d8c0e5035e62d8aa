import { type IAudioMetadata, type IOptions, type IPicture, parseFromTokenizer, selectCover } from 'music-metadata';
import { fromFile } from 'strtok3';
import { type TrackTags } from '@djamms/contracts';
import { cleanTags } from './clean-tags';
import { Limiter } from './limiter';
import { withTimeLimit } from './time-limit';

export interface FileTags {
  tags: Partial<TrackTags>;
  /** Seconds, where the headers say so. */
  duration: number | null;
  /** Bits per second. */
  bitrate: number | null;
}

export const noTags: FileTags = { tags: {}, duration: null, bitrate: null };

/** The largest embedded picture that is looked at, bytes. */
export const maxPictureBytes = 20 * 1024 * 1024;
const timeLimitMs = 5_000;

/**
 * Reads tags (ID3, Vorbis comments, MP4, FLAC) and embedded pictures. A tag block is held in memory while it is
 * read, at most as large as the file, so that only a few are read at once.
 */
export class TagReader {
  private readonly limiter = new Limiter(3);

  /**
   * Throws when the file's tags can't be understood or take too long.
   * @param extension of the file's type, as its bytes say; the path may have another
   */
  async readTags(path: string, extension: string): Promise<FileTags> {
    const { common, format } = await this.parse(path, extension, { skipCovers: true });
    return {
      tags: cleanTags({
        title: common.title,
        artist: common.artist ?? common.artists?.join(', '),
        album: common.album,
        albumArtist: common.albumartist,
        genre: common.genre?.[0],
        year: common.year,
        trackNo: common.track.no,
        isrc: common.isrc?.[0],
      }),
      duration: positive(format.duration),
      bitrate: positive(format.bitrate),
    };
  }

  /** Seconds, by reading through the whole file where its headers don't say; null where that can't be told. */
  async readDuration(path: string, extension: string): Promise<number | null> {
    const { format } = await this.parse(path, extension, { skipCovers: true, duration: true });
    return positive(format.duration);
  }

  /** The front cover, or the first picture there is; null without one. */
  async readPicture(path: string, extension: string): Promise<Uint8Array | null> {
    const { common } = await this.parse(path, extension, { skipCovers: false });
    const picture: IPicture | null = selectCover(common.picture);
    return picture?.data ?? null;
  }

  private parse(path: string, extension: string, options: IOptions): Promise<IAudioMetadata> {
    return this.limiter.run(async () => {
      const tokenizer = await fromFile(path);
      tokenizer.fileInfo.path = `audio.${extension}`;
      try {
        const parsed = parseFromTokenizer(tokenizer, options);
        return await withTimeLimit(parsed, timeLimitMs, 'reading the tags');
      } finally {
        // Also ends a parse that is out of time: its next read fails.
        await tokenizer.close();
      }
    });
  }
}

const positive = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : null;
