/** Spellings of one sound, longest first; what a rule gives is not looked at again. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^wh/, 'w'],
  [/^ps/, 's'],
  [/^x/, 's'],
  [/^ch(?=[rl])/, 'k'],
  [/^(?:tch|ch)/, 'C'],
  [/^(?:tio|sio|cio|tia|cia|shio|shu|ssio)(?=n|l)/, 'X'],
  [/^(?:sh|sch)/, 'X'],
  [/^gh(?=[aeiou])/, 'g'],
  [/^gh/, ''],
  [/^ph/, 'f'],
  [/^th/, 'T'],
  [/^(?:ck|cc(?![eiy])|kk|qu?|c(?![eiy]))/, 'k'],
  [/^(?:sc(?=[eiy])|c|ss|zz|z)/, 's'],
  [/^x/, 'ks'],
  [/^(?:dg|g(?=[eiy])|j)/, 'j'],
  [/^mb$/, 'm'],
  [/^v/, 'f'],
];
/** Only at the beginning of a word is a vowel told from none; which one it is is written in too many ways. */
const vowels = /^[aeiouyhw]+/;
/** These rules hold at the beginning of a word only. */
const atStart = 5;

/**
 * How a word sounds in English, roughly: “fotograf” and “photograph”, “nite” and “knight”, “kwiet” and “quiet” are
 * the same. Empty for words with anything but a to z.
 */
export function soundOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return '';
  let sound = '';
  let rest = word;
  let begins = true;
  while (rest !== '') {
    const [length, part] = next(rest, begins);
    if (part !== '' && !sound.endsWith(part)) sound += part;
    rest = rest.slice(length);
    begins = false;
  }
  return sound;
}

/** How many letters are read, and what they sound like. */
function next(rest: string, begins: boolean): [number, string] {
  for (const [index, [pattern, sound]] of rules.entries()) {
    if (index < atStart && !begins) continue;
    const found = pattern.exec(rest);
    if (found) return [found[0].length, sound];
  }
  const vowel = vowels.exec(rest);
  if (!vowel) return [1, rest[0]!];
  const startsWithGlide = begins && /^[hw]/.test(vowel[0]);
  if (startsWithGlide) return [1, vowel[0][0]!];
  return [vowel[0].length, begins ? 'A' : ''];
}
