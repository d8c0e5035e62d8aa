import { fieldBits, fieldMask, inAlbum, inArtist, inTitle, type Segment } from './segment';
import { type TrackFilter } from './segment-filter';
import { type Range } from './string-table';
import { type WordChoice } from './word-choices';

/** One typed word: what may stand for it in this segment, and how much it tells songs apart. */
export interface PlannedWord {
  choices: readonly WordChoice[];
  /** From 1 for a word in every track. */
  rarity: number;
}

/** What a word is worth by where it stands: in the title, the artist, or only the album. */
const fieldWorth = Float32Array.from({ length: fieldMask + 1 }, (_, mask) =>
  mask & inTitle ? 1 : mask & inArtist ? 0.9 : mask & inAlbum ? 0.45 : 0,
);

const weights = {
  /** For a title of which every word was typed. */
  coverage: 0.35,
  titleBegins: 0.3,
  /** For one word with which the artist's name begins. */
  artistBegins: 0.7,
  wholeTitle: 1.2,
  /** A live take or remix that was not asked for. */
  version: 0.5,
};

/** What a match is of: the words' own text, and whether versions were asked for. */
export interface MatchContext {
  plain: string;
  wordCount: number;
  wantsVersion: boolean;
}

/** The tracks that hold all words, in no order, with their scores and notes; good until the next match. */
export interface Matches {
  readonly count: number;
  readonly tracks: Uint32Array;
  readonly scores: Float32Array;
  /** Sums of `isWholeTitle` and so on. */
  readonly notes: Uint8Array;
}
/** The words are the title, mended or not. */
export const isWholeTitle = 1;
/** The title begins with the text as typed. */
export const titleBegins = 2;
/** Every word is in the artist's name. */
export const isNamedArtist = 4;
/** Every word is in the title or the artist's name, not only in the album's. */
export const isNamed = 8;

/** One match at a time uses these; nothing is awaited meanwhile. */
let score = new Float32Array(0);
let best = new Float32Array(0);
let bestMask = new Uint8Array(0);
let hits = new Uint8Array(0);
let titleHits = new Uint8Array(0);
let artistHits = new Uint8Array(0);
let nameHits = new Uint8Array(0);
let touched = new Uint32Array(0);
let reached = new Uint32Array(0);
let outScores = new Float32Array(0);
let outNotes = new Uint8Array(0);

function makeRoom(size: number): void {
  if (score.length >= size) return;
  [score, best, outScores] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
  [touched, reached] = [new Uint32Array(size), new Uint32Array(size)];
  [bestMask, hits, titleHits] = [new Uint8Array(size), new Uint8Array(size), new Uint8Array(size)];
  [artistHits, nameHits, outNotes] = [new Uint8Array(size), new Uint8Array(size), new Uint8Array(size)];
}

/** Tracks of the segment that pass and hold every word in one of its choices. */
export function match(
  segment: Segment,
  words: readonly PlannedWord[],
  context: MatchContext,
  passes: TrackFilter,
): Matches {
  makeRoom(segment.size);
  const rarest = words.toSorted((a, b) => postingsOf(segment, a) - postingsOf(segment, b));
  let touchedCount = 0;
  let count = 0;
  let greatest = 0;
  for (const [position, word] of rarest.entries()) {
    count = collect(segment, word, position);
    if (position === 0) {
      touchedCount = count;
      touched.set(reached.subarray(0, count));
    }
    greatest += word.rarity;
    if (count === 0) break;
  }
  count = scoreReached(segment, count, greatest, context, passes);
  for (let at = 0; at < touchedCount; at++) {
    const track = touched[at]!;
    score[track] = hits[track] = titleHits[track] = artistHits[track] = nameHits[track] = 0;
  }
  return { count, tracks: reached, scores: outScores, notes: outNotes };
}

const postingsOf = ({ postings: { starts } }: Segment, { choices }: PlannedWord): number =>
  choices.reduce((sum, { word }) => sum + starts[word + 1]! - starts[word]!, 0);

/** Adds what one word is worth in each track that held all words before it. @returns how many were reached */
function collect(
  { postings: { starts, values } }: Segment,
  { choices, rarity }: PlannedWord,
  position: number,
): number {
  let count = 0;
  for (const { word, worth } of choices) {
    const end = starts[word + 1]!;
    for (let at = starts[word]!; at < end; at++) {
      const posting = values[at]!;
      const track = posting >>> fieldBits;
      if (hits[track] !== position) continue;
      const mask = posting & fieldMask;
      const value = worth * fieldWorth[mask]!;
      if (best[track] === 0) reached[count++] = track;
      if (value > best[track]!) best[track] = value;
      bestMask[track]! |= mask;
    }
  }
  for (let at = 0; at < count; at++) {
    const track = reached[at]!;
    hits[track] = position + 1;
    score[track]! += best[track]! * rarity;
    if (bestMask[track]! & inTitle) titleHits[track]!++;
    if (bestMask[track]! & inArtist) artistHits[track]!++;
    if (bestMask[track]! & (inTitle | inArtist)) nameHits[track]!++;
    best[track] = bestMask[track] = 0;
  }
  return count;
}

/** Scores what was reached and passes; moves it to the front. @returns how many these are */
function scoreReached(
  segment: Segment,
  count: number,
  greatest: number,
  context: MatchContext,
  passes: TrackFilter,
): number {
  const { plain, wordCount, wantsVersion } = context;
  const { title, artist, titleWords, standing, isVersion } = segment;
  const exact = segment.titles.indexOf(plain);
  const [titlesFrom, titlesTo] = segment.titles.withPrefix(plain);
  const [artistsFrom, artistsTo]: Range = wordCount === 1 ? segment.artists.withPrefix(plain) : [0, 0];
  let kept = 0;
  for (let at = 0; at < count; at++) {
    const track = reached[at]!;
    if (!passes(track)) continue;
    const inTitleCount = titleHits[track]!;
    const words = titleWords[track]!;
    let notes = 0;
    let value = score[track]! / greatest + weights.coverage * (inTitleCount / Math.max(words, wordCount));
    if (inTitleCount === wordCount && words === wordCount) notes |= isWholeTitle;
    if (artistHits[track] === wordCount) notes |= isNamedArtist;
    if (nameHits[track] === wordCount) notes |= isNamed;
    if (title[track]! >= titlesFrom && title[track]! < titlesTo) {
      value += weights.titleBegins;
      notes |= titleBegins;
    }
    if (artist[track]! >= artistsFrom && artist[track]! < artistsTo) value += weights.artistBegins;
    if (title[track] === exact) value += weights.wholeTitle;
    value *= standing[track]!;
    if (isVersion[track] === 1 && !wantsVersion) value *= weights.version;
    reached[kept] = track;
    outScores[kept] = value;
    outNotes[kept] = notes;
    kept++;
  }
  return kept;
}

/** Whether the track holds the word. */
export function holds({ postings: { starts, values } }: Segment, track: number, word: number): boolean {
  let [low, high] = [starts[word]!, starts[word + 1]!];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! >>> fieldBits < track) low = middle + 1;
    else high = middle;
  }
  return low < starts[word + 1]! && values[low]! >>> fieldBits === track;
}
