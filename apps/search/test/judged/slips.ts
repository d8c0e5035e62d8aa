import { oneOf, wholeBelow, type Random } from './random';

const keysBeside: Record<string, string> = {
  a: 'sqwz', b: 'vghn', c: 'xdfv', d: 'serfcx', e: 'wsdr', f: 'drtgvc', g: 'ftyhbv', h: 'gyujnb', i: 'ujko',
  j: 'huikmn', k: 'jiolm', l: 'kop', m: 'njk', n: 'bhjm', o: 'iklp', p: 'ol', q: 'wa', r: 'edft', s: 'awedxz',
  t: 'rfgy', u: 'yhji', v: 'cfgb', w: 'qase', x: 'zsdc', y: 'tghu', z: 'asx',
}; // prettier-ignore

const exchange = (word: string, at: number): string => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
const replace = (word: string, at: number, by: string): string => word.slice(0, at) + by + word.slice(at + 1);
const besideKey = (random: Random, letter: string): string => oneOf(random, [...(keysBeside[letter] ?? letter)]);

/** Two neighbours exchanged, or the key beside hit; not at the first letter, which people seldom get wrong. */
export function slip(word: string, random: Random): string {
  if (random() < 0.5) return exchange(word, 1 + wholeBelow(random, word.length - 2));
  const at = 1 + wholeBelow(random, word.length - 1);
  return replace(word, at, besideKey(random, word[at]!));
}

export const firstLetterSlip = (word: string, random: Random): string =>
  random() < 0.5 ? exchange(word, 0) : replace(word, 0, besideKey(random, word[0]!));

export const leaveOut = (word: string, random: Random): string =>
  replace(word, 1 + wholeBelow(random, word.length - 1), '');

export function double(word: string, random: Random): string {
  const at = wholeBelow(random, word.length);
  return replace(word, at, word[at]! + word[at]!);
}

/** How English sounds are spelt by who has only heard them. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/ph/, 'f'],
  [/ight/, 'ite'],
  [/tion/, 'shun'],
  [/^kn/, 'n'],
  [/^wr/, 'r'],
  [/ck/, 'k'],
  [/qu/, 'kw'],
  [/x/, 'ks'],
  [/ee/, 'ea'],
  [/ea/, 'ee'],
  [/oo/, 'u'],
  [/ou/, 'ow'],
  [/ai/, 'ay'],
  [/ie/, 'ee'],
  [/c(?=[eiy])/, 's'],
  [/c(?![eiyh])/, 'k'],
  [/s(?=[aeiou])/, 'z'],
  [/y$/, 'ie'],
  [/er$/, 'ur'],
  [/ll/, 'l'],
  [/ss/, 's'],
  [/tt/, 't'],
  [/nn/, 'n'],
  [/rr/, 'r'],
];

/** The word as it sounds: one or two of its spellings changed. Undefined when it is spelt as it sounds. */
export function byEar(word: string, random: Random): string | undefined {
  const fitting = spellings.filter(([pattern]) => pattern.test(word));
  if (fitting.length === 0) return undefined;
  let heard = word;
  for (let changes = random() < 0.3 ? 2 : 1; changes > 0; changes--) {
    const [pattern, spelling] = oneOf(random, fitting);
    heard = heard.replace(pattern, spelling);
  }
  return heard === word ? undefined : heard;
}
