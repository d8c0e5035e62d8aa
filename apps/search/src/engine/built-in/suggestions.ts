import { type Suggestion } from '@djamms/contracts';
import { normalize, wordsOf } from '../../text/normalize';
import { withoutArticle } from '../track-text';
import { LibrarySearch } from './library-search';
import { idOf, type Segment } from './segment';

interface Titled {
  segment: Segment;
  track: number;
  standing: number;
}
interface Named {
  name: string;
  popularity: number;
  /** The whole name was typed. */
  isExact: boolean;
}

/** An artist takes the place of a title when so many times as popular: all their songs together, beside that one. */
const fame = 12;
/** Letters from which a wrong one among them is forgiven. */
const leastMended = 4;

/** What a text may become: titles that begin so and artists, the popular ones first; then what it may be meant to be. */
export function suggestions(segments: readonly Segment[], text: string, limit: number): Suggestion[] {
  const plain = wordsOf(normalize(text)).join(' ');
  if (plain === '') return [];
  const artists = artistsBeginning(segments, plain, limit);
  const titles = titlesBeginning(segments, plain, limit);
  const offered = artists.filter(
    (artist) =>
      (artist.isExact && plain.length >= leastMended) || artist.popularity >= fame * popularityOf(titles[limit - 1]),
  );
  const places = Math.min(offered.length, Math.max(1, limit - titles.length), Math.ceil(limit / 2));
  const tracks = titles.slice(0, limit - places);
  if (tracks.length + places < limit) tracks.push(...alike(segments, text, plain, limit - places, tracks));
  return [
    ...offered
      .slice(0, Math.max(places, limit - tracks.length))
      .map(({ name }) => ({ kind: 'artist' as const, text: name })),
    ...tracks.slice(0, limit - places).map(toSuggestion),
  ].slice(0, limit);
}

/** 0 where there is no such title: then an artist takes nobody's place. */
const popularityOf = (title: Titled | undefined): number => (title ? Math.expm1((title.standing - 1) * 5) : 0);

const toSuggestion = ({ segment, track }: Titled): Suggestion => ({
  kind: 'track',
  text: segment.shown.get(track),
  trackId: idOf(segment, track),
  artist: segment.artistNames.get(segment.artist[track]!),
});

const better = (a: Titled, b: Titled): number =>
  b.standing - a.standing || (idOf(a.segment, a.track) < idOf(b.segment, b.track) ? -1 : 1);

function titlesBeginning(segments: readonly Segment[], plain: string, limit: number): Titled[] {
  const best: Titled[] = [];
  for (const segment of segments) {
    const { tracksOfTitle, isVersion, removed, standing } = segment;
    const [from, to] = segment.titles.withPrefix(plain);
    for (let title = from; title < to; title++) {
      for (let at = tracksOfTitle.starts[title]!; at < tracksOfTitle.starts[title + 1]!; at++) {
        const track = tracksOfTitle.values[at]!;
        if (isVersion[track] === 1 || removed[track] === 1) continue;
        const own = standing[track]!;
        if (best.length < limit || own >= best.at(-1)!.standing) keep(best, { segment, track, standing: own }, limit);
      }
    }
  }
  return best;
}

function keep(best: Titled[], candidate: Titled, limit: number): void {
  let place = best.length;
  while (place > 0 && better(candidate, best[place - 1]!) < 0) place--;
  best.splice(place, 0, candidate);
  if (best.length > limit) best.pop();
}

function artistsBeginning(segments: readonly Segment[], plain: string, limit: number): Named[] {
  const start = withoutArticle(plain);
  const byName = new Map<string, Named>();
  for (const segment of segments) {
    const [from, to] = segment.artists.withPrefix(start);
    for (let artist = from; artist < to; artist++) {
      if (!hasTracks(segment, artist)) continue;
      const key = segment.artists.get(artist);
      const popularity = segment.artistPopularity[artist]!;
      const known = byName.get(key);
      if (known) known.popularity += popularity;
      else byName.set(key, { name: segment.artistNames.get(artist), popularity, isExact: key === start });
    }
  }
  return [...byName.values()]
    .sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.popularity - a.popularity || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}

function hasTracks({ tracksOfArtist: { starts, values }, removed }: Segment, artist: number): boolean {
  for (let at = starts[artist]!; at < starts[artist + 1]!; at++) if (removed[values[at]!] === 0) return true;
  return false;
}

/** Tracks that hold the words somewhere, or what they may have been meant to be. */
function alike(
  segments: readonly Segment[],
  text: string,
  plain: string,
  limit: number,
  known: readonly Titled[],
): Titled[] {
  const seen = new Set(known.map(({ segment, track }) => idOf(segment, track)));
  return new LibrarySearch(segments, text, {})
    .best(limit + known.length, plain.length >= leastMended)
    .map(({ segment, track, score }) => ({ segment: segments[segment]!, track, standing: score }))
    .filter(({ segment, track }) => !seen.has(idOf(segment, track)));
}
