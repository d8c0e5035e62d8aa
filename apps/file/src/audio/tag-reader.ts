import { type IAudioMetadata, type IPicture, parseFile, selectCover } from 'music-metadata';
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
const timeLimitMs = 10_000;

/**
 * Reads tags (ID3, Vorbis comments, MP4, FLAC) and embedded pictures. A tag block is held in memory while it is
 * read, at most as large as the file, so that only a few are read at once.
 */
export class TagReader {
  private readonly limiter = new Limiter(3);

  /** Throws when the file's tags can't be understood or take too long. */
  async readTags(path: string): Promise<FileTags> {
    const { common, format } = await this.parse(path, true);
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

  /** The front cover, or the first picture there is; null without one. */
  async readPicture(path: string): Promise<Uint8Array | null> {
    const { common } = await this.parse(path, false);
    const picture: IPicture | null = selectCover(common.picture);
    return picture?.data ?? null;
  }

  /** A parse that is out of time goes on until its file ends, and keeps its place until then. */
  private async parse(path: string, skipCovers: boolean): Promise<IAudioMetadata> {
    const parsed = this.limiter.run(() => parseFile(path, { skipCovers, duration: false }));
    return withTimeLimit(parsed, timeLimitMs, 'reading the tags');
  }
}

const positive = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : null;
