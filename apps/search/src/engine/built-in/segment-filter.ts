import { type SearchFilters } from '@djamms/contracts';
import { normalize } from '../../text/normalize';
import { withoutArticle } from '../track-text';
import { sources, type Segment } from './segment';

/** Whether a track, by its number, is there and passes. */
export type TrackFilter = (track: number) => boolean;

/** Names are compared in their normalised form; what is not known of a track passes no filter. */
export function filterOf(segment: Segment, filters: SearchFilters): TrackFilter {
  const { removed, artist, album, genre, year, duration, bpm, source } = segment;
  const tests: TrackFilter[] = [];
  const same = (field: ArrayLike<number>, number: number): void => void tests.push((track) => field[track] === number);
  if (filters.artist !== undefined) same(artist, artistNumber(segment, normalize(filters.artist)));
  if (filters.album !== undefined) same(album, segment.albums.indexOf(normalize(filters.album)));
  if (filters.genre !== undefined) same(genre, genreNumber(segment, normalize(filters.genre)));
  if (filters.source !== undefined) same(source, sources.indexOf(filters.source));
  const between = (field: ArrayLike<number>, from: number | undefined, to: number | undefined): void => {
    if (from === undefined && to === undefined) return;
    // What is not known is below zero.
    const [least, most] = [Math.max(0, Math.fround(from ?? 0)), Math.fround(to ?? Infinity)];
    tests.push((track) => field[track]! >= least && field[track]! <= most);
  };
  between(year, filters.yearFrom, filters.yearTo);
  between(duration, filters.durationMin, filters.durationMax);
  between(bpm, filters.bpmMin, filters.bpmMax);
  if (tests.length === 0) return (track) => removed[track] === 0;
  return (track) => removed[track] === 0 && tests.every((test) => test(track));
}

/** -1 when there is none of that name. */
export function artistNumber({ artists, artistHasArticle }: Segment, name: string): number {
  const start = withoutArticle(name);
  const hasArticle = Number(start !== name);
  // “The Band” and “Band” stand beside each other.
  for (let at = artists.lowerBound(start); at < artists.size && artists.get(at) === start; at++)
    if (artistHasArticle[at] === hasArticle) return at;
  return -1;
}

function genreNumber({ genres }: Segment, name: string): number {
  if (name === '') return -1;
  for (let at = 1; at < genres.size; at++) if (genres.get(at) === name) return at;
  return -1;
}
