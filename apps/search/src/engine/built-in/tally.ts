import { type FoundArtist, type SearchFacets } from '@djamms/contracts';
import { mostArtists, mostGenres } from '../search-engine';
import { isNamedArtist, type Matches } from './match';
import { artistNumber } from './segment-filter';
import { type Segment } from './segment';
import { withoutArticle } from '../track-text';

/** Seconds; each range ends before the next begins, and the last is open. */
const durationRanges = [
  { from: 0, name: '0-120' },
  { from: 120, name: '120-240' },
  { from: 240, name: '240-360' },
  { from: 360, name: '360-' },
] as const;
/** Artists of a segment that are compared with those of the others. */
const mostCompared = 100;

interface SegmentTally {
  artists: Uint32Array;
  named: Uint8Array;
  genres: Uint32Array;
}

interface ArtistCandidate {
  /** Normalised, with “the”. */
  key: string;
  name: string;
  named: boolean;
  exact: boolean;
  popularity: number;
  count: number;
}

/** Counts what was found, by artist, genre, decade and duration. */
export class Tally {
  private readonly tallies: SegmentTally[];
  private readonly decades = new Uint32Array(1_000);
  private readonly durations = new Uint32Array(durationRanges.length);
  total = 0;

  constructor(private readonly segments: readonly Segment[]) {
    this.tallies = segments.map(({ artists, genres }) => ({
      artists: new Uint32Array(artists.size),
      named: new Uint8Array(artists.size),
      genres: new Uint32Array(genres.size),
    }));
  }

  addAll(segment: number, { count, tracks, notes }: Matches): void {
    for (let at = 0; at < count; at++) this.add(segment, tracks[at]!, notes[at]!);
  }

  add(segmentNumber: number, track: number, notes: number): void {
    const { artist, genre, year, duration } = this.segments[segmentNumber]!;
    const tally = this.tallies[segmentNumber]!;
    this.total++;
    tally.artists[artist[track]!]!++;
    if ((notes & isNamedArtist) !== 0) tally.named[artist[track]!] = 1;
    tally.genres[genre[track]!]!++;
    if (year[track]! >= 0) this.decades[Math.floor(year[track]! / 10)]!++;
    const seconds = duration[track]!;
    this.durations[seconds < 120 ? 0 : seconds < 240 ? 1 : seconds < 360 ? 2 : 3]!++;
  }

  facets(): SearchFacets {
    return { genre: this.genreCounts(), year: this.decadeCounts(), duration: this.durationCounts() };
  }

  private genreCounts(): SearchFacets['genre'] {
    const counts = new Map<string, { value: string; count: number }>();
    this.segments.forEach((segment, number) => {
      // The first stands for tracks without a genre.
      for (let genre = 1; genre < segment.genres.size; genre++) {
        const count = this.tallies[number]!.genres[genre]!;
        if (count === 0) continue;
        const known = counts.get(segment.genres.get(genre));
        if (known) known.count += count;
        else counts.set(segment.genres.get(genre), { value: segment.genreNames.get(genre), count });
      }
    });
    return [...counts.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, mostGenres);
  }

  private decadeCounts(): SearchFacets['year'] {
    return [...this.decades]
      .map((count, decade) => ({ value: `${decade * 10}s`, count }))
      .filter(({ count }) => count > 0)
      .reverse();
  }

  private durationCounts(): SearchFacets['duration'] {
    return durationRanges
      .map(({ name }, range) => ({ value: name, count: this.durations[range]! }))
      .filter(({ count }) => count > 0);
  }

  /** Those whose names were typed first, then the popular. @param plain what was typed, normalised */
  artists(plain: string): FoundArtist[] {
    const candidates = new Map<string, ArtistCandidate>();
    const typed = withoutArticle(plain);
    this.segments.forEach((segment, number) => {
      for (const candidate of this.bestOf(segment, this.tallies[number]!, typed)) {
        const known = candidates.get(candidate.key);
        if (!known) candidates.set(candidate.key, candidate);
        else {
          known.named ||= candidate.named;
          known.popularity += candidate.popularity;
        }
      }
    });
    return [...candidates.values()]
      .sort(byRank)
      .slice(0, mostArtists)
      .map(({ key, name }) => ({ name, trackCount: this.countOf(key) }));
  }

  private bestOf(segment: Segment, { artists, named }: SegmentTally, typed: string): ArtistCandidate[] {
    const found: { artist: number; named: number; popularity: number }[] = [];
    artists.forEach((count, artist) => {
      if (count > 0) found.push({ artist, named: named[artist]!, popularity: segment.artistPopularity[artist]! });
    });
    found.sort((a, b) => b.named - a.named || b.popularity - a.popularity || artists[b.artist]! - artists[a.artist]!);
    return found.slice(0, mostCompared).map(({ artist, named: isNamed, popularity }) => {
      const start = segment.artists.get(artist);
      return {
        key: segment.artistHasArticle[artist] === 1 ? `the ${start}` : start,
        name: segment.artistNames.get(artist),
        named: isNamed === 1,
        exact: start === typed,
        popularity,
        count: artists[artist]!,
      };
    });
  }

  private countOf(key: string): number {
    return this.segments.reduce((sum, segment, number) => {
      const artist = artistNumber(segment, key);
      return sum + (artist < 0 ? 0 : this.tallies[number]!.artists[artist]!);
    }, 0);
  }
}

const byRank = (a: ArtistCandidate, b: ArtistCandidate): number =>
  Number(b.exact) - Number(a.exact) ||
  Number(b.named) - Number(a.named) ||
  b.popularity - a.popularity ||
  b.count - a.count ||
  (a.name < b.name ? -1 : 1);
