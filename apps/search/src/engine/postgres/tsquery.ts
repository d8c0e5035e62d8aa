/** One word of a query: any of these may stand for it. */
export interface WordChoice {
  alternatives: readonly string[];
  /** The word may go on: the last one of a query is still being typed. */
  isPrefix: boolean;
}

/** In a tsquery, everything between single quotes is itself, but for the quote and the backslash (PostgreSQL, 8.11.2). */
const quote = (word: string): string => `'${word.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`;

/** A tsquery that asks for every word, each in one of its readings. To be cast, not parsed: `$1::tsquery`. */
export function toTsquery(words: readonly WordChoice[]): string {
  return words
    .map(({ alternatives, isPrefix }) => {
      const choices = alternatives.map((word) => quote(word) + (isPrefix ? ':*' : ''));
      return choices.length === 1 ? choices[0] : `(${choices.join(' | ')})`;
    })
    .join(' & ');
}
