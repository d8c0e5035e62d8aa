import { type PlannedWord } from './match';
import { type Segment } from './segment';
import { choicesFor, frequencyOf, isKnown, type Leniency, type WordChoice } from './word-choices';

/** Worth from which a word counts as the typed one when it is asked how rare that is. */
const likely = 0.5;

/** What may stand for the words of one query, looked up once for all its readings. */
export class WordPlans {
  private readonly known = new Map<Leniency, Map<string, PlannedWord[]>>();
  private readonly tracks: number;

  constructor(private readonly segments: readonly Segment[]) {
    this.tracks = segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** For each segment, each word with its choices there; the last word is still being typed. */
  of(words: readonly string[], leniency: Leniency): PlannedWord[][] {
    const planned = words.map((word, at) => this.ofWord(word, at === words.length - 1, leniency));
    return this.segments.map((_, number) => planned.map((segments) => segments[number]!));
  }

  /** What may stand for the word in a segment, the most worth first. */
  choices(segment: number, word: string, unfinished: boolean, leniency: Leniency): readonly WordChoice[] {
    return this.ofWord(word, unfinished, leniency)[segment]!.choices;
  }

  isKnown(word: string, unfinished: boolean): boolean {
    return this.segments.some((segment) => isKnown(segment, word, unfinished));
  }

  /** Postings that have to be looked at for a plan. */
  workOf(plans: readonly (readonly PlannedWord[])[]): number {
    return plans.reduce(
      (sum, words, number) =>
        words.reduce((own, { choices }) => own + postingsOf(this.segments[number]!, choices, 0), sum),
      0,
    );
  }

  private ofWord(word: string, unfinished: boolean, leniency: Leniency): PlannedWord[] {
    const memo = this.known.get(leniency) ?? new Map<string, PlannedWord[]>();
    this.known.set(leniency, memo);
    const key = unfinished ? `${word}*` : word;
    const planned = memo.get(key) ?? this.plan(word, unfinished, leniency);
    memo.set(key, planned);
    return planned;
  }

  /** How rare a word is, is told from all segments: scores of all of them are compared. */
  private plan(word: string, unfinished: boolean, leniency: Leniency): PlannedWord[] {
    const choices = this.segments.map((segment) => choicesFor(segment, word, unfinished, leniency));
    const frequency = choices.reduce((sum, own, number) => sum + postingsOf(this.segments[number]!, own, likely), 0);
    const rarity = 1 + Math.log((this.tracks + 1) / (Math.min(this.tracks, frequency) + 1)) / 4;
    return choices.map((own) => ({ choices: own, rarity }));
  }
}

const postingsOf = (segment: Segment, choices: readonly WordChoice[], leastWorth: number): number =>
  choices.reduce((sum, { word, worth }) => sum + (worth >= leastWorth ? frequencyOf(segment, word) : 0), 0);
