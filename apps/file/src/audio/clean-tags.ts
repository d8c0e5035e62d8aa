import { TrackTags } from '@djamms/contracts';

/** Tags as a file has them: nothing about them is to be believed. */
export interface RawTags {
  title?: unknown;
  artist?: unknown;
  album?: unknown;
  albumArtist?: unknown;
  genre?: unknown;
  year?: unknown;
  trackNo?: unknown;
  isrc?: unknown;
}

export const unknownArtist = 'Unknown artist';
const unknownTitle = 'Untitled';

// Controls, line and paragraph separators, halves of surrogate pairs, and marks that turn the direction of what follows.
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Text on one line, at most `max` UTF-16 units and never half a character; null when nothing is left. */
export function cleanText(value: unknown, max: number): string | null {
  if (typeof value !== 'string') return null;
  const line = value.slice(0, 10_000).replace(unwanted, ' ').replace(/\s+/g, ' ').trim();
  const cut = line
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
  return cut === '' ? null : cut;
}

const wholeNumber = (value: unknown, min: number, max: number): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : null;

function cleanIsrc(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const code = value.replace(/[\s-]/g, '').toUpperCase();
  const parsed = TrackTags.shape.isrc.safeParse(code);
  return parsed.success ? parsed.data : null;
}

/** The tags that are of use; what is missing, too strange or out of bounds is left out, never an error. */
export function cleanTags(raw: RawTags): Partial<TrackTags> {
  const candidates = {
    title: cleanText(raw.title, 300),
    artist: cleanText(raw.artist, 300),
    album: cleanText(raw.album, 300),
    albumArtist: cleanText(raw.albumArtist, 300),
    genre: cleanText(raw.genre, 100),
    year: wholeNumber(raw.year, 1, 9999),
    trackNo: wholeNumber(raw.trackNo, 1, 9999),
    isrc: cleanIsrc(raw.isrc),
  };
  const found = Object.entries(candidates).filter(([, value]) => value !== null);
  return TrackTags.partial().parse(Object.fromEntries(found));
}

/** A title for a file without one: its name without folders and extension. */
export function titleFromFileName(fileName: string): string {
  const base = fileName.slice(0, 1_000).split(/[/\\]/).at(-1) ?? '';
  const stem = base.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/_+/g, ' ');
  return cleanText(stem.replace(/^\.+/, ''), 300) ?? unknownTitle;
}

/** Every tag a track needs: what the uploader typed goes before what the file says. */
export function completeTags(typed: Partial<TrackTags>, read: Partial<TrackTags>, fileName: string): TrackTags {
  const known = { ...read, ...typed };
  return {
    title: known.title ?? titleFromFileName(fileName),
    artist: known.artist ?? unknownArtist,
    album: known.album ?? null,
    albumArtist: known.albumArtist ?? null,
    genre: known.genre ?? null,
    year: known.year ?? null,
    trackNo: known.trackNo ?? null,
    isrc: known.isrc ?? null,
  };
}
