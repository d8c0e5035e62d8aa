import { frequencyOf, mended } from './word-choices';
import { type WordPlans } from './word-plans';
import { type Segment } from './segment';

/** Ways to part the words otherwise that are tried at most. */
const mostReadings = 12;
const mostParts = 3;

const countOf = (segments: readonly Segment[], word: string): number =>
  segments.reduce((sum, segment) => {
    const number = segment.words.indexOf(word);
    return sum + (number < 0 ? 0 : frequencyOf(segment, number));
  }, 0);

/** “sun shine” is sunshine, “alittle” is a little: other ways to part what was typed, of words that occur. */
export function otherPartings(segments: readonly Segment[], plans: WordPlans, words: readonly string[]): string[][] {
  const readings: string[][] = [];
  for (let at = 0; at + 1 < words.length; at++) {
    const joined = words[at]! + words[at + 1]!;
    if (mayOccur(segments, plans, joined)) readings.push([...words.slice(0, at), joined, ...words.slice(at + 2)]);
  }
  words.forEach((word, at) => {
    for (const parts of partsOf(segments, word))
      readings.push([...words.slice(0, at), ...parts, ...words.slice(at + 1)]);
  });
  return readings.slice(0, mostReadings);
}

const mayOccur = (segments: readonly Segment[], plans: WordPlans, word: string): boolean =>
  segments.some((_, number) => plans.choices(number, word, false, mended).length > 0);

/** The word in two that both occur, the more frequent ones first. */
function partsOf(segments: readonly Segment[], word: string): [string, string][] {
  const parts: { pair: [string, string]; count: number }[] = [];
  for (let cut = 1; cut < word.length; cut++) {
    const pair: [string, string] = [word.slice(0, cut), word.slice(cut)];
    const first = countOf(segments, pair[0]);
    const count = first === 0 ? 0 : Math.min(first, countOf(segments, pair[1]));
    if (count > 0) parts.push({ pair, count });
  }
  return parts
    .sort((a, b) => b.count - a.count)
    .slice(0, mostParts)
    .map(({ pair }) => pair);
}
