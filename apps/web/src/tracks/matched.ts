/** A stretch of a name as it is shown. */
export interface NamePart {
  text: string;
  /** It is what was looked for. */
  matched: boolean;
}

interface Word {
  /** Without case, accents and apostrophes. */
  letters: string;
  /** Where in the name each letter begins and ends. */
  spans: readonly [from: number, to: number][];
}

/** Letters that Unicode does not decompose. */
const folded: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i' };
/** What stands inside words and is left out by those who type them. */
const silent = /^['’‘ʼ`´.\p{M}\p{Cf}]$/u;
/** Scripts that part no words: each character is one. */
const alone =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
/** Shorter words are marked only as typed. */
const forgivenFrom = 4;
/** A second slip is forgiven from so many letters on. */
const forgivenTwiceFrom = 7;
/** Longer names and queries are cut, so that every keystroke stays cheap. */
const longest = 300;

/**
 * The name with what of it was looked for, as people type: without accents and case, the last word half-typed, words
 * joined, a slip in a longer word. Only marks: what is found, the server says.
 */
export function matchedParts(name: string, query: string): NamePart[] {
  const words = wordsOf(name);
  const wanted = wordsOf(query).map(({ letters }) => letters);
  const marked = new Set<number>();
  wanted.forEach((typed, at) => {
    for (const [from, to] of spansOf(words, typed, at === wanted.length - 1))
      for (let place = from; place < to; place += 1) marked.add(place);
  });
  return partsOf(name, marked);
}

export const isMatched = (parts: readonly NamePart[]): boolean => parts.some(({ matched }) => matched);

/** Whether two names are the same to someone who types. */
export const isSameName = (one: string, other: string): boolean => joined(one) === joined(other);

const joined = (text: string): string =>
  wordsOf(text)
    .map(({ letters }) => letters)
    .join(' ');

function spansOf(words: readonly Word[], typed: string, begun: boolean): [number, number][] {
  const exact = words.flatMap((word) => begunOf(word, typed, begun));
  if (exact.length > 0) return exact;
  const together = words.flatMap((word, at) => joinedOf(word, words[at + 1], typed, begun));
  if (together.length > 0) return together;
  return words.filter(({ letters }) => isNear(letters, typed, begun)).flatMap(({ spans }) => wholeOf(spans));
}

function begunOf({ letters, spans }: Word, typed: string, begun: boolean): [number, number][] {
  if (letters === typed) return wholeOf(spans);
  return begun && letters.startsWith(typed) ? wholeOf(spans.slice(0, typed.length)) : [];
}

/** “acdc” for “AC/DC”, “babyim” for “Baby (I'm”. */
function joinedOf(word: Word, next: Word | undefined, typed: string, begun: boolean): [number, number][] {
  if (next === undefined || typed.length <= word.letters.length || !typed.startsWith(word.letters)) return [];
  const rest = begunOf(next, typed.slice(word.letters.length), begun);
  return rest.length === 0 ? [] : [...wholeOf(word.spans), ...rest];
}

function wholeOf(spans: readonly [number, number][]): [number, number][] {
  const [first, last] = [spans[0], spans.at(-1)];
  return first === undefined || last === undefined ? [] : [[first[0], last[1]]];
}

function isNear(letters: string, typed: string, begun: boolean): boolean {
  if (typed.length < forgivenFrom || letters.length < forgivenFrom - 1) return false;
  const slips = typed.length >= forgivenTwiceFrom ? 2 : 1;
  if (Math.abs(letters.length - typed.length) > slips && !(begun && letters.length > typed.length)) return false;
  return slipsBetween(typed, letters, begun) <= slips;
}

/**
 * Letters that are wrong, missing, too many, or swapped with their neighbour.
 * @param begun `letters` may go on behind what was typed.
 */
function slipsBetween(typed: string, letters: string, begun: boolean): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: letters.length + 1 }, (_unused, column) => column);
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= letters.length; column += 1) {
      const same = typed[row - 1] === letters[column - 1];
      const swapped =
        row > 1 && column > 1 && typed[row - 1] === letters[column - 2] && typed[row - 2] === letters[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return begun ? Math.min(...last) : (last.at(-1) ?? 0);
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let letters = '';
  let spans: [number, number][] = [];
  const end = (): void => {
    if (letters !== '') words.push({ letters, spans });
    [letters, spans] = ['', []];
  };
  let at = 0;
  for (const character of text.slice(0, longest)) {
    const next = at + character.length;
    const plain = foldedLetters(character);
    if (plain === '') {
      if (!silent.test(character)) end();
      // An accent of its own belongs to the letter before it.
      else if (/\p{M}/u.test(character)) spans = spans.map(([from, to]) => [from, to === at ? next : to]);
    } else {
      if (alone.test(character)) end();
      letters += plain;
      for (let unit = 0; unit < plain.length; unit += 1) spans.push([at, next]);
      if (alone.test(character)) end();
    }
    at = next;
  }
  end();
  return words;
}

/** Empty when it is no letter or digit;  */
function foldedLetters(character: string): string {
  const plain = character.normalize('NFKD').toLowerCase();
  return [...plain]
    .map((letter) => folded[letter] ?? letter)
    .join('')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function partsOf(name: string, marked: ReadonlySet<number>): NamePart[] {
  const parts: NamePart[] = [];
  for (let at = 0; at < name.length; at += 1) {
    const matched = marked.has(at);
    const last = parts.at(-1);
    if (last?.matched === matched) last.text += name.charAt(at);
    else parts.push({ text: name.charAt(at), matched });
  }
  return parts;
}
