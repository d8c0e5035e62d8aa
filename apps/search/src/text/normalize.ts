/** Letters that Unicode does not decompose, as people type them without a special keyboard. */
const folded: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i' };
const foldedLetters = new RegExp(`[${Object.keys(folded).join('')}]`, 'g');

/** Longer words are cut: nobody types them, and PostgreSQL takes no word above 2 KB. */
const maxWordLength = 64;
/** More characters than any title or query has; compatibility forms can unfold to many letters. */
const maxLength = 2_000;

/** Scripts that part no words. */
const withoutSpaces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/**
 * The one form in which names and queries are compared: without case, accents, apostrophes and dots; `P!nk` is
 * pink and `Ke$ha` is kesha; “&”, “+” and “'n'” between words are “and”, “feat.” between
 * names is nothing; all else that is no letter or digit parts words. Scripts written without spaces become one word
 * a character. What holds no letter or digit at all (the band “!!!”) keeps its signs.
 * @returns words separated by single spaces; empty when nothing can be searched for
 */
export function normalize(text: string): string {
  const lower = text
    .slice(0, maxLength)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\p{Cs}\p{Cc}]/gu, (character) => (/\s/.test(character) ? ' ' : ''))
    .toLowerCase()
    .replace(foldedLetters, (letter) => folded[letter] ?? letter);
  const words = lower
    .replace(/['’‘ʼ`´.]/g, '')
    .replace(/(?<=\p{L})!(?=\p{L})/gu, 'i')
    .replace(/(?<=\p{L})\$(?=\p{L})/gu, 's')
    .replace(/(?<=[\p{L}\p{N}]\s*)&(?=\s*[\p{L}\p{N}])|(?<=[\p{L}\p{N}]\s+)\+(?=\s+[\p{L}\p{N}])/gu, ' and ')
    .replace(withoutSpaces, ' $& ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/(?<=\S )n(?= \S)/g, 'and')
    .replace(/(?<=\S )(?:feat|ft|featuring) (?=\S)/g, '');
  return cut(words === '' ? lower.replace(/\s+/g, ' ').trim() : words);
}

/** The words of a normalised text. */
export const wordsOf = (normalized: string): string[] => (normalized === '' ? [] : normalized.split(' '));

const cut = (text: string): string =>
  text
    .split(' ')
    .map((word) => [...word].slice(0, maxWordLength).join(''))
    .join(' ');
