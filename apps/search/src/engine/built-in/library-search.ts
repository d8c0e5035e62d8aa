import { type FoundArtist, type SearchFacets, type SearchFilters } from '@djamms/contracts';
import { normalize, wordsOf } from '../../text/normalize';
import { asksVersion } from '../../text/version';
import { mostFound, type SearchQuery } from '../search-engine';
import { FoundTracks, type FoundTrack } from './found-tracks';
import { holds, isNamedArtist, isWholeTitle, match, titleBegins, type Matches, type PlannedWord } from './match';
import { idOf, type Segment } from './segment';
import { filterOf, type TrackFilter } from './segment-filter';
import { Tally } from './tally';
import { asTyped, choicesFor, desperately, frequencyOf, isKnown, mended, type Leniency } from './word-choices';
import { otherPartings } from './word-readings';

/** Words of a query that are looked at; nobody types more to find a song. */
const mostWords = 12;
/** Where so many tracks hold what was typed, nothing else is looked for. */
const enough = 20;
/** Tracks that are added for what may have been meant. */
const mostNear = 100;
/** Milliseconds after which no further reading of the words is tried. */
const patienceMs = 30;

/** What another reading of the words keeps of a score. */
const keeps = { mended: 1, desperate: 0.95, parted: 0.9, withoutLast: 0.5, withoutOther: 0.3 };

export interface LibraryAnswer {
  /** Of the page, best first. */
  ids: string[];
  total: number;
  artists: FoundArtist[];
  facets: SearchFacets;
  didYouMean?: string;
}

/** A reading of the words, and how leniently it is matched. */
interface Reading {
  words: readonly string[];
  leniency: Leniency;
  keeps: number;
}

interface Near extends FoundTrack {
  reading: Reading;
  isWhole: boolean;
  notes: number;
}

/** One search in the segments of a venue; nothing is awaited in it. */
export class LibrarySearch {
  private readonly words: string[];
  private readonly plain: string;
  private readonly wantsVersion: boolean;
  private readonly filters: TrackFilter[];
  private readonly startedAt = performance.now();

  constructor(
    private readonly segments: readonly Segment[],
    text: string,
    filters: SearchFilters,
  ) {
    this.words = wordsOf(normalize(text)).slice(0, mostWords);
    this.plain = this.words.join(' ');
    this.wantsVersion = asksVersion(text);
    this.filters = segments.map((segment) => filterOf(segment, filters));
  }

  run({ page, pageSize }: Pick<SearchQuery, 'page' | 'pageSize'>): LibraryAnswer {
    const most = Math.min(mostFound, page * pageSize);
    const tally = new Tally(this.segments);
    const found = new FoundTracks();
    const isNamed = this.findTyped(found, tally);
    const near = this.words.length === 0 || isNamed || found.count >= enough ? [] : this.near(found);
    near.forEach(({ segment, track, notes }) => tally.add(segment, track, notes));
    const typed = found.best(most, this.segments);
    const best = [...typed, ...near].sort((a, b) => b.score - a.score).slice(0, most);
    const meant = near[0] && near[0] === best[0] ? this.wordsMeant(near[0]) : this.plain;
    return {
      ids: best
        .slice((page - 1) * pageSize, page * pageSize)
        .map((one) => idOf(this.segments[one.segment]!, one.track)),
      total: tally.total,
      artists: tally.artists(meant),
      facets: tally.facets(),
      ...(meant === this.plain ? {} : { didYouMean: meant }),
    };
  }

  /** The best that may be suggested for the words, whatever way they have to be read. */
  best(most: number, mend: boolean): FoundTrack[] {
    const found = new FoundTracks();
    this.findTyped(found);
    const near = !mend || this.words.length === 0 || found.count >= most ? [] : this.near(found);
    return [...found.best(most, this.segments), ...near].sort((a, b) => b.score - a.score).slice(0, most);
  }

  /** @returns whether what was typed is the beginning of a title that was found, or an artist's name */
  private findTyped(found: FoundTracks, tally?: Tally): boolean {
    let isNamed = false;
    this.eachMatch({ words: this.words, leniency: asTyped, keeps: 1 }, (segment, matches) => {
      found.addAll(segment, matches);
      tally?.addAll(segment, matches);
      for (let at = 0; at < matches.count && !isNamed; at++)
        isNamed = (matches.notes[at]! & (titleBegins | isNamedArtist)) !== 0;
    });
    return isNamed;
  }

  /** What the words may have been meant to be, the best first. */
  private near(typed: FoundTracks): Near[] {
    const best = new Map<string, Near>();
    const known = new Set(Array.from({ length: typed.count }, (_, index) => keyOf(typed.at(index))));
    const top = { score: 0, isWhole: false };
    const note = (near: Near): void => {
      if (near.score > top.score) Object.assign(top, { score: near.score, isWhole: near.isWhole });
      const key = keyOf(near);
      if (!known.has(key) && (best.get(key)?.score ?? 0) < near.score) best.set(key, near);
    };
    this.read({ words: this.words, leniency: mended, keeps: keeps.mended }, note);
    // One long word alone may be mended wrongly: “lcoser” is closer or loser.
    const isCertain = typed.count > 0 || (top.isWhole && this.words.length > 1);
    if (!isCertain) this.readOtherwise(best, note);
    return [...best.values()].sort((a, b) => b.score - a.score).slice(0, mostNear);
  }

  /** Other first letters, words joined or parted, one word fewer. */
  private readOtherwise(best: ReadonlyMap<string, Near>, note: (near: Near) => void): void {
    const { words } = this;
    const hasUnknown = words.some((word, at) => !this.isKnown(word, at === words.length - 1));
    const read = (reading: Reading): void => {
      if (performance.now() - this.startedAt < patienceMs) this.read(reading, note);
    };
    if (hasUnknown) read({ words, leniency: desperately, keeps: keeps.desperate });
    for (const parting of otherPartings(this.segments, words))
      read({ words: parting, leniency: mended, keeps: keeps.parted });
    if (words.length < 2 || (hasUnknown && best.size > 0)) return;
    words.forEach((_, left) =>
      read({
        words: words.filter((_word, at) => at !== left),
        leniency: hasUnknown ? mended : asTyped,
        keeps: left === words.length - 1 ? keeps.withoutLast : keeps.withoutOther,
      }),
    );
  }

  private isKnown(word: string, unfinished: boolean): boolean {
    return this.segments.some((segment) => isKnown(segment, word, unfinished));
  }

  private read(reading: Reading, note: (near: Near) => void): void {
    this.eachMatch(reading, (segment, { count, tracks, scores, notes }) => {
      const matches = new FoundTracks();
      matches.addAll(segment, { count, tracks, scores, notes });
      const notesOf = new Map(Array.from({ length: count }, (_, at) => [tracks[at]!, notes[at]!]));
      for (const one of matches.best(mostNear, this.segments)) {
        const ownNotes = notesOf.get(one.track) ?? 0;
        note({
          ...one,
          score: one.score * reading.keeps,
          reading,
          isWhole: (ownNotes & isWholeTitle) !== 0,
          notes: ownNotes,
        });
      }
    });
  }

  private eachMatch({ words, leniency }: Reading, take: (segment: number, matches: Matches) => void): void {
    const context = { plain: words.join(' '), wordCount: words.length, wantsVersion: this.wantsVersion };
    const plans = this.plan(words, leniency);
    this.segments.forEach((segment, number) => {
      const filter = this.filters[number]!;
      take(number, words.length === 0 ? everything(segment, filter) : match(segment, plans[number]!, context, filter));
    });
  }

  /** For each segment, its choices for each word. How rare a word is, is told from all of them. */
  private plan(words: readonly string[], leniency: Leniency): PlannedWord[][] {
    const tracks = this.segments.reduce((sum, { size }) => sum + size, 0);
    const plans: PlannedWord[][] = this.segments.map(() => []);
    words.forEach((word, at) => {
      const choices = this.segments.map((segment) => choicesFor(segment, word, at === words.length - 1, leniency));
      const frequency = choices.reduce((sum, own, number) => sum + likelyFrequency(this.segments[number]!, own), 0);
      const rarity = 1 + Math.log((tracks + 1) / (Math.min(tracks, frequency) + 1)) / 4;
      choices.forEach((own, number) => plans[number]!.push({ choices: own, rarity }));
    });
    return plans;
  }

  /** What was typed, with the words in place that the track holds. */
  private wordsMeant({ segment: number, track, reading: { words, leniency } }: Near): string {
    const segment = this.segments[number]!;
    return words
      .map((word, at) => {
        const unfinished = at === words.length - 1;
        const held = choicesFor(segment, word, unfinished, leniency).find((choice) =>
          holds(segment, track, choice.word),
        );
        const text = held ? segment.words.get(held.word) : word;
        return unfinished && text.startsWith(word) ? word : text;
      })
      .join(' ');
  }
}

const keyOf = ({ segment, track }: FoundTrack): string => `${segment} ${track}`;

const likelyFrequency = (segment: Segment, choices: PlannedWord['choices']): number =>
  choices.reduce((sum, { word, worth }) => sum + (worth >= 0.5 ? frequencyOf(segment, word) : 0), 0);

/** Every track that passes, by how popular it is. */
function everything({ size, standing }: Segment, passes: TrackFilter): Matches {
  const tracks = Uint32Array.from({ length: size }, (_, track) => track).filter(passes);
  const scores = Float32Array.from(tracks, (track) => standing[track]!);
  return { count: tracks.length, tracks, scores, notes: new Uint8Array(tracks.length) };
}
