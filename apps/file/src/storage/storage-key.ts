import { safeSegment } from './safe-name';

declare const storageKey: unique symbol;
/**
 * Where an object lies in storage: `/`-separated segments of safe characters. Only the functions of this file make
 * one, from ids and folded names, so that no text of a user ever becomes a path.
 */
export type StorageKey = string & { readonly [storageKey]: true };

/** Widths and heights of a track's pictures, pixels. */
export const artworkSizes = [150, 300, 600] as const;
export type ArtworkSize = (typeof artworkSizes)[number];

/** Letters, digits, `-` and `_` with single dots and spaces inside; never `.` or `..`, at most 120 characters. */
const segmentPattern = /^(?=.{1,120}$)[a-z0-9_-]+(?:[. ]?[a-z0-9_-]+)*$/i;

/** A key as it was stored earlier. Throws on anything that this file could not have made. */
export function parseStorageKey(stored: string): StorageKey {
  const segments = stored.split('/');
  if (segments.length > 8 || !segments.every((segment) => segmentPattern.test(segment))) {
    throw new RangeError('not a storage key');
  }
  return stored as StorageKey;
}

/** As `parseStorageKey`, for what others may have put beside what is ours. */
export function storageKeyOrNull(stored: string): StorageKey | null {
  try {
    return parseStorageKey(stored);
  } catch {
    return null;
  }
}

export interface AudioKeyParts {
  trackId: string;
  artist: string;
  album: string | null;
  extension: string;
  storedAt: Date;
}

/** `audio/{year}/{month}/{artist}/{album}/{trackId}.{ext}` (spec, "Sound"). */
export function audioKey({ trackId, artist, album, extension, storedAt }: AudioKeyParts): StorageKey {
  const year = String(storedAt.getUTCFullYear()).padStart(4, '0');
  const month = String(storedAt.getUTCMonth() + 1).padStart(2, '0');
  const folders = [safeSegment(artist, 'unknown-artist'), safeSegment(album ?? '', 'unknown-album')];
  return parseStorageKey(['audio', year, month, ...folders, `${trackId}.${extension}`].join('/'));
}

/** `images/tracks/{trackId}/{size}.jpg` (spec, "Sound"). */
export const artworkKey = (trackId: string, size: ArtworkSize): StorageKey =>
  parseStorageKey(`images/tracks/${trackId}/${size}.jpg`);

/** Where an upload is written until it is whole; nothing reads it from there. */
export const temporaryKey = (uploadId: string): StorageKey => parseStorageKey(`temporary/${uploadId}.part`);
