import { type FoundArtist, type SearchFacets, type TrackSummary } from '@djamms/contracts';
import { z } from 'zod';
import { normalize } from '../../text/normalize';
import { mostArtists, mostGenres } from '../search-engine';
import { withoutArticle } from '../track-text';
import { type Asked } from './asked';
import { type CountRequest } from './scoped-index';
import { byArtist } from './track-query';

/** Seconds at which the ranges of the duration facet part. */
const durations = [120, 240, 360];
const decade = 10;

/** Spellings of a name, on average, up to which none is left out. */
const spellings = 3;
/** By names as they are spelled: those that are one name otherwise are put together here, which costs the index less. */
const artists = {
  terms: {
    field: 'artist_name',
    size: mostArtists * spellings,
    order: [{ standing: 'desc' as const }, { _key: 'asc' as const }],
  },
  aggs: { standing: { sum: { field: 'standing' } } },
};

/** Of an artist, without live takes and the like, so that many of them make nobody famous. */
const famous = {
  terms: { ...artists.terms, order: [{ 'originals>standing': 'desc' as const }, { _key: 'asc' as const }] },
  aggs: {
    originals: { filter: { term: { is_version: false } }, aggs: { standing: { sum: { field: 'standing' } } } },
  },
};

/** Artists of all that is found, most popular first, and whoever has just the name that was typed. */
export const fameCounts = ({ text }: Asked): Record<string, CountRequest> => ({
  artists: famous,
  exact: {
    filter: { terms: { 'artist.keyword': [...new Set([text, withoutArticle(text), `the ${text}`])] } },
    aggs: { artists: famous },
  },
});

/** @returns each once; the key is the normalised name */
export function famousArtists(counts: Record<string, unknown>): { key: string; name: string; popularity: number }[] {
  const { artists: found, exact } = Fame.parse(counts);
  const known = new Map([...found.buckets, ...exact.artists.buckets].map((bucket) => [bucket.key, bucket]));
  return oneByName([...known.values()]).map(({ key, name, buckets }) => ({
    key,
    name,
    popularity: sumOf(buckets, ({ originals }) => originals.standing.value),
  }));
}

interface Named<B> {
  /** The normalised name. */
  key: string;
  name: string;
  buckets: B[];
}

/** Those whose names are the same but for their spelling, under the spelling that sorts first. */
function oneByName<B extends { key: string }>(buckets: readonly B[]): Named<B>[] {
  const byKey = new Map<string, Named<B>>();
  for (const bucket of buckets) {
    const key = normalize(bucket.key);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { key, name: bucket.key, buckets: [bucket] });
    else {
      known.buckets.push(bucket);
      if (bucket.key < known.name) known.name = bucket.key;
    }
  }
  return [...byKey.values()];
}

const sumOf = <B>(buckets: readonly B[], of: (bucket: B) => number): number =>
  buckets.reduce((sum, bucket) => sum + of(bucket), 0);

/** Facets of all that is found, and its artists: those that the words name, and the others. */
export const countRequests = (asked: Asked): Record<string, CountRequest> => ({
  genre: { terms: { field: 'genre_name', size: mostGenres * spellings } },
  year: { histogram: { field: 'year', interval: decade, min_doc_count: 1 } },
  duration: { range: { field: 'seconds', ranges: ranges() } },
  artists,
  ...(asked.words.length > 0 ? { named: { filter: byArtist(asked), aggs: { artists } } } : {}),
});

const ranges = () => [
  { to: durations[0] },
  ...durations.map((from, index) => ({
    from,
    ...(durations[index + 1] === undefined ? {} : { to: durations[index + 1] }),
  })),
];

const Bucket = z.object({ key: z.string(), doc_count: z.number() });
const Artists = z.object({ buckets: z.array(Bucket.extend({ standing: z.object({ value: z.number() }) })) });
const FamousArtists = z.object({
  buckets: z.array(Bucket.extend({ originals: z.object({ standing: z.object({ value: z.number() }) }) })),
});
const Fame = z.object({ artists: FamousArtists, exact: z.object({ artists: FamousArtists }) });
const Counts = z.object({
  genre: z.object({ buckets: z.array(Bucket) }),
  year: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.number() })) }),
  duration: z.object({ buckets: z.array(z.object({ from: z.number().default(0), doc_count: z.number() })) }),
  artists: Artists,
  named: z.object({ artists: Artists }).optional(),
});

interface Counted {
  name: string;
  count: number;
}
interface ArtistCount extends Counted {
  standing: number;
  /** Whether the words name the artist: 2 wholly, 1 by its words. */
  named: 0 | 1 | 2;
}

/** How many of what was found, by what they are; the tracks of mended words are added to what the index counted. */
export class Tally {
  private readonly genres = new Map<string, Counted>();
  private readonly decades = new Map<number, number>();
  private readonly durations = new Map<number, number>();
  private readonly artistCounts = new Map<string, ArtistCount>();

  constructor(
    private readonly asked: Asked,
    counts: Record<string, unknown>,
  ) {
    const { genre, year, duration, artists: others, named } = Counts.parse(counts);
    for (const { key, name, buckets } of oneByName(genre.buckets))
      if (key !== '') this.genres.set(key, { name, count: sumOf(buckets, ({ doc_count }) => doc_count) });
    for (const { key, doc_count } of year.buckets) this.decades.set(key, doc_count);
    for (const { from, doc_count } of duration.buckets) this.durations.set(from, doc_count);
    this.setArtists(others.buckets, 0);
    this.setArtists(named?.artists.buckets ?? [], 1);
  }

  add(track: TrackSummary, standing: number): void {
    const genre = normalize(track.genre ?? '');
    if (track.genre !== null && genre !== '') increase(this.genres, genre, track.genre);
    if (track.year !== null) bump(this.decades, Math.floor(track.year / decade) * decade);
    bump(this.durations, durations.findLast((from) => track.duration >= from) ?? 0);
    const artist = normalize(track.artist);
    const known = this.artistCounts.get(artist) ?? {
      name: track.artist,
      count: 0,
      standing: 0,
      named: this.namedAs(artist),
    };
    this.artistCounts.set(artist, { ...known, count: known.count + 1, standing: known.standing + standing });
  }

  facets(): SearchFacets {
    const genre = [...this.genres.values()]
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .map(({ name, count }) => ({ value: name, count }));
    const year = [...this.decades].sort(([a], [b]) => b - a).map(([from, count]) => ({ value: `${from}s`, count }));
    const duration = [...this.durations]
      .filter(([, count]) => count > 0)
      .sort(([a], [b]) => a - b)
      .map(([from, count]) => ({ value: rangeFrom(from), count }));
    return { genre: genre.slice(0, mostGenres), year, duration };
  }

  /** Those that the words name first, then by how much their tracks are played. */
  artists(): FoundArtist[] {
    return [...this.artistCounts.values()]
      .sort((a, b) => b.named - a.named || b.standing - a.standing || b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, mostArtists)
      .map(({ name, count }) => ({ name, trackCount: count }));
  }

  private setArtists(found: z.output<typeof Artists>['buckets'], named: 0 | 1): void {
    for (const { key, name, buckets } of oneByName(found))
      this.artistCounts.set(key, {
        name,
        count: sumOf(buckets, ({ doc_count }) => doc_count),
        standing: sumOf(buckets, ({ standing }) => standing.value),
        named: key === this.asked.text ? 2 : named,
      });
  }

  private namedAs(artist: string): 0 | 2 {
    return artist === this.asked.text ? 2 : 0;
  }
}

const rangeFrom = (from: number): string => {
  const to = durations.find((each) => each > from);
  return `${from}-${to ?? ''}`;
};

const bump = (counts: Map<number, number>, key: number): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
const increase = (counts: Map<string, Counted>, key: string, name: string): void => {
  const known = counts.get(key);
  counts.set(key, known ? { ...known, count: known.count + 1 } : { name, count: 1 });
};
