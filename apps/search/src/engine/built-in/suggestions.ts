import { type Suggestion } from '@djamms/contracts';
import { normalize, wordsOf } from '../../text/normalize';
import { byFame, leastMended, suggested, type SuggestedArtist, type SuggestedTrack } from '../suggested';
import { withoutArticle } from '../track-text';
import { LibrarySearch } from './library-search';
import { idOf, type Segment } from './segment';

interface Titled {
  segment: Segment;
  track: number;
}

/** What a text may become: titles that begin so and artists, the popular ones first; then what it may be meant to be. */
export function suggestions(segments: readonly Segment[], text: string, limit: number): Suggestion[] {
  const plain = wordsOf(normalize(text)).join(' ');
  if (plain === '') return [];
  const titles = titlesBeginning(segments, plain, limit);
  const others = (missing: number): SuggestedTrack[] => alike(segments, text, plain, missing, titles).map(toSuggested);
  return suggested(artistsBeginning(segments, plain, limit), titles.map(toSuggested), others, limit);
}

const toSuggested = ({ segment, track }: Titled): SuggestedTrack => ({
  id: idOf(segment, track),
  title: segment.shown.get(track),
  artist: segment.artistNames.get(segment.artist[track]!),
  popularity: segment.popularity[track]!,
});

/** The popular first; of those alike the one with fewer words, of which more was typed. */
function better(a: Titled, b: Titled): number {
  const [one, other] = [a.segment, b.segment];
  return (
    other.popularity[b.track]! - one.popularity[a.track]! ||
    one.titleWords[a.track]! - other.titleWords[b.track]! ||
    compare(one.titles.get(one.title[a.track]!), other.titles.get(other.title[b.track]!)) ||
    compare(idOf(one, a.track), idOf(other, b.track))
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function titlesBeginning(segments: readonly Segment[], plain: string, limit: number): Titled[] {
  const best: Titled[] = [];
  for (const segment of segments) {
    const { tracksOfTitle, isVersion, removed, popularity } = segment;
    const [from, to] = segment.titles.withPrefix(plain);
    for (let title = from; title < to; title++) {
      for (let at = tracksOfTitle.starts[title]!; at < tracksOfTitle.starts[title + 1]!; at++) {
        const track = tracksOfTitle.values[at]!;
        if (isVersion[track] === 1 || removed[track] === 1) continue;
        if (best.length < limit || popularity[track]! >= leastOf(best)) keep(best, { segment, track }, limit);
      }
    }
  }
  return best;
}

function leastOf(best: readonly Titled[]): number {
  const { segment, track } = best.at(-1)!;
  return segment.popularity[track]!;
}

function keep(best: Titled[], candidate: Titled, limit: number): void {
  let place = best.length;
  while (place > 0 && better(candidate, best[place - 1]!) < 0) place--;
  best.splice(place, 0, candidate);
  if (best.length > limit) best.pop();
}

function artistsBeginning(segments: readonly Segment[], plain: string, limit: number): SuggestedArtist[] {
  const start = withoutArticle(plain);
  const byName = new Map<string, SuggestedArtist>();
  for (const segment of segments) {
    const [from, to] = segment.artists.withPrefix(start);
    for (let artist = from; artist < to; artist++) {
      if (!hasTracks(segment, artist)) continue;
      const key = segment.artists.get(artist);
      const popularity = segment.artistPopularity[artist]!;
      const known = byName.get(key);
      const isExact = key === start && plain.length >= leastMended;
      if (known) known.popularity += popularity;
      else byName.set(key, { name: segment.artistNames.get(artist), popularity, isExact });
    }
  }
  return [...byName.values()].sort(byFame).slice(0, limit);
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
    .map(({ segment, track }) => ({ segment: segments[segment]!, track }))
    .filter(({ segment, track }) => !seen.has(idOf(segment, track)));
}
