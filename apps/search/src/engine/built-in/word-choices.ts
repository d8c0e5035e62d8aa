import { editDistance, forgivenEdits } from '../../text/edits';
import { soundOf } from '../../text/sounds';
import { withHash } from './hashes';
import { longestMended, nearWords, type NearWord } from './near-words';
import { type Segment } from './segment';
import { type Range } from './string-table';

/** A word of a segment that may stand for a typed one, and what it is worth beside the word itself. */
export interface WordChoice {
  word: number;
  /** From 0 to 1. */
  worth: number;
}

export interface Leniency {
  /** Slips are forgiven, the ends of words left out, and spellings by ear. */
  mend: boolean;
  /** Also slips at the first letter, and one more slip where there is no other choice. */
  desperate: boolean;
}

export const asTyped: Leniency = { mend: false, desperate: false };
export const mended: Leniency = { mend: true, desperate: false };
export const desperately: Leniency = { mend: true, desperate: true };

/** Of words that begin so, and of words with one slip and with two. */
const prefixWorth = 0.75;
const middlePrefixWorth = 0.45;
const slipWorth = [1, 0.5, 0.3] as const;
const soundWorth = 0.45;
/** A slip in a beginning is worth less than one in a whole word. */
const begunFactor = 0.8;
/** Mended words that are looked for at most: the nearest and most frequent. */
const mostMended = 40;
const mostSounding = 12;
/** Words of one sound that are compared with what was typed, and letters in which they may differ. */
const mostCompared = 300;
const mostSoundEdits = 4;
/** Letters of a half-typed word from which a wrong one among them is forgiven. */
const leastBegun = 4;
const alphabet = 'abcdefghijklmnopqrstuvwxyz';

/** Tracks that hold the word. */
export const frequencyOf = ({ postings }: Segment, word: number): number =>
  postings.starts[word + 1]! - postings.starts[word]!;

/** Whether the segment has the word, or, while it is unfinished, one that begins so. */
export function isKnown({ words }: Segment, word: string, unfinished: boolean): boolean {
  const at = words.lowerBound(word);
  return at < words.size && words.startsWith(at, word) && (unfinished || words.indexOf(word) >= 0);
}

/** Words that may stand for a typed one, the most worth first, each once. */
export function choicesFor(segment: Segment, word: string, unfinished: boolean, leniency: Leniency): WordChoice[] {
  const choices = typedChoices(segment, word, unfinished);
  if (!leniency.mend) return choices;
  const best = new Map(choices.map((choice) => [choice.word, choice.worth]));
  const add = (choice: WordChoice): void => {
    if ((best.get(choice.word) ?? 0) < choice.worth) best.set(choice.word, choice.worth);
  };
  if (!unfinished && word.length >= 3)
    prefixed(segment, word).forEach((number) => add({ word: number, worth: middlePrefixWorth }));
  mendedChoices(segment, word, unfinished, leniency).forEach(add);
  soundingLike(segment, word).forEach(add);
  return [...best].map(([number, worth]) => ({ word: number, worth })).sort((a, b) => b.worth - a.worth);
}

function typedChoices(segment: Segment, word: string, unfinished: boolean): WordChoice[] {
  const exact = segment.words.indexOf(word);
  const choices: WordChoice[] = exact < 0 ? [] : [{ word: exact, worth: 1 }];
  if (unfinished)
    for (const number of prefixed(segment, word))
      if (number !== exact) choices.push({ word: number, worth: prefixWorth });
  return choices;
}

function prefixed({ words }: Segment, word: string): number[] {
  const [from, to] = words.withPrefix(word);
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function mendedChoices(segment: Segment, word: string, unfinished: boolean, { desperate }: Leniency): WordChoice[] {
  const limit = forgivenEdits(word);
  if (limit === 0 || word.length > longestMended) return [];
  const goesOn = unfinished && word.length >= leastBegun;
  const sameFirstLetter = segment.words.withPrefix(word[0]!);
  const near = nearWords(segment.words, word, limit, goesOn, sameFirstLetter);
  if (desperate) near.push(...withOtherFirstLetter(segment, word, limit - 1, goesOn));
  if (desperate && near.length === 0 && word.length >= 5)
    near.push(...nearWords(segment.words, word, limit + 1, false, sameFirstLetter));
  return near
    .filter(({ distance }) => distance > 0)
    .sort((a, b) => a.distance - b.distance || frequencyOf(segment, b.word) - frequencyOf(segment, a.word))
    .slice(0, mostMended)
    .map(({ word: number, distance, whole }) => ({
      word: number,
      worth: (slipWorth[distance] ?? 0.2) * (whole ? 1 : begunFactor),
    }));
}

/** The slip is at the first letter: another one, one too many, one left out, or exchanged; the rest within `limit`. */
function withOtherFirstLetter({ words }: Segment, word: string, limit: number, goesOn: boolean): NearWord[] {
  const rest = word.slice(1);
  const meant = [rest, word[1]! + word[0]! + word.slice(2)];
  for (const letter of alphabet) meant.push(letter + rest, letter + word);
  const found: NearWord[] = [];
  for (const text of meant) {
    const range: Range = limit > 0 ? words.withPrefix(text.slice(0, 2)) : words.withPrefix(text);
    if (range[0] === range[1]) continue;
    for (const near of nearWords(words, text, limit, goesOn, range))
      found.push({ ...near, distance: near.distance + 1 });
  }
  return found;
}

/** Those that are written most alike, then the most frequent. */
function soundingLike(segment: Segment, word: string): WordChoice[] {
  const sound = soundOf(word);
  if (sound.length < 2 || word.length < 4) return [];
  return [...withHash(segment.sounds, sound).subarray(0, mostCompared)]
    .map((number) => ({ number, edits: editDistance(segment.words.get(number), word, mostSoundEdits) }))
    .filter(({ edits }) => edits <= mostSoundEdits)
    .sort((a, b) => a.edits - b.edits || frequencyOf(segment, b.number) - frequencyOf(segment, a.number))
    .slice(0, mostSounding)
    .map(({ number }) => ({ word: number, worth: soundWorth }));
}
