import { type Hashes } from './hashes';
import { type Lists } from './number-list';
import { type StringTable } from './string-table';

/** Where a word stands in a track: sums of these. */
export const inTitle = 1;
export const inArtist = 2;
export const inAlbum = 4;
/** A posting is a track's number and, in its lowest bits, where the word stands. */
export const fieldBits = 3;
export const fieldMask = 7;
export const noYear = -1;
export const noBpm = -1;

export const sources = ['file', 'youtube', 'spotify'] as const;

/**
 * Some tracks of one scope as an inverted index in typed arrays. What is found never changes; what ranks, and whether
 * a track is still there, does.
 *
 * Tracks are numbered in the order of their ids; a track's fields are at its number in each array.
 */
export interface Segment {
  readonly size: number;
  /** UUIDs as four numbers each, ascending. */
  readonly ids: Uint32Array;
  /** Titles as shown. */
  readonly shown: StringTable;
  /** Number of its base title in `titles`. */
  readonly title: Uint32Array;
  /** Words of its base title. */
  readonly titleWords: Uint8Array;
  /** Number of its artist. */
  readonly artist: Uint32Array;
  readonly album: Uint32Array;
  readonly genre: Uint16Array;
  readonly year: Int16Array;
  /** Seconds. */
  readonly duration: Float32Array;
  /** Beats per minute. */
  readonly bpm: Float32Array;
  readonly source: Uint8Array;
  readonly isVersion: Uint8Array;

  readonly revision: Float64Array;
  /** A hash of all that is found and shown of it, and not of what only ranks it. */
  readonly facts: Uint32Array;
  readonly removed: Uint8Array;
  /** And what people chose of what they found, as it is. */
  readonly popularity: Float32Array;
  /** What its popularity multiplies a score by, from 1. */
  readonly standing: Float32Array;
  /** Tracks that are not removed. */
  live: number;

  /** Normalised base titles, sorted, with the tracks of each. */
  readonly titles: StringTable;
  readonly tracksOfTitle: Lists;
  /** Hashes of the titles without their spaces, sorted, and the title of each. */
  readonly squeezed: Hashes;
  /** Normalised artists without “the”, sorted; the same number in each of these. */
  readonly artists: StringTable;
  readonly artistNames: StringTable;
  readonly artistHasArticle: Uint8Array;
  /** The sum of its tracks' popularity as it is, without versions and removed ones. */
  readonly artistPopularity: Float32Array;
  readonly tracksOfArtist: Lists;
  /** Normalised, sorted; the first is empty, for none. */
  readonly albums: StringTable;
  readonly genres: StringTable;
  readonly genreNames: StringTable;

  /** All words, sorted, with the postings of each. */
  readonly words: StringTable;
  readonly postings: Lists;
  /** How words sound. */
  readonly sounds: Hashes;

  /** Of all of this. */
  readonly bytes: number;
}

const greatestBoost = 1;

/** Popularity at most doubles a score: it decides between songs that fit alike, not what fits. */
export const standingOf = (liking: number): number => 1 + Math.min(greatestBoost, Math.log1p(liking) / 5);

/** Plays and clicks together. */
export const likingOf = (popularity: number, clicks: number): number => Math.max(0, popularity) + Math.max(0, clicks);

export function idParts(id: string): [number, number, number, number] {
  const hex = id.replaceAll('-', '');
  return [0, 8, 16, 24].map((at) => parseInt(hex.slice(at, at + 8), 16)) as [number, number, number, number];
}

export function idOf({ ids }: Segment, track: number): string {
  const part = (at: number) => ids[track * 4 + at]!.toString(16).padStart(8, '0');
  const [one, two, three, four] = [part(0), part(1), part(2), part(3)];
  return `${one}-${two.slice(0, 4)}-${two.slice(4)}-${three.slice(0, 4)}-${three.slice(4)}${four}`;
}

/** @param parts of its id @returns the track's number, -1 when the segment has none with this id */
export function findTrack({ ids, size }: Segment, parts: readonly number[]): number {
  const before = (track: number): number => {
    for (let at = 0; at < 4; at++) if (ids[track * 4 + at] !== parts[at]) return ids[track * 4 + at]! - parts[at]!;
    return 0;
  };
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(middle) < 0) low = middle + 1;
    else high = middle;
  }
  return low < size && before(low) === 0 ? low : -1;
}
