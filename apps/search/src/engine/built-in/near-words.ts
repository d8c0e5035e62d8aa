import { type Range, type StringTable } from './string-table';

/** Longer words are not mended: nobody types them wrong in a way that can be told. */
export const longestMended = 38;
const width = longestMended + 2;
/** Rows of the edit distance table, one per letter of the word that is looked at. One search at a time uses them. */
const rows = new Uint8Array(width * width);
/** For each letter of that word, the least distance of a beginning that ends there or before. */
const begun = new Uint8Array(width);
const tooFar = 255;

export interface NearWord {
  /** In the table. */
  word: number;
  distance: number;
  /** Whether the whole word is near, or only its beginning. */
  whole: boolean;
}

/**
 * Words of a sorted table within a distance of what was typed: letters left out, added or changed, and exchanges of
 * neighbours, count one each (optimal string alignment). With `unfinished`, also words of which the beginning is so near.
 *
 * Neighbours in a sorted table share their first letters, so they share the first rows of the table of distances; and
 * where no row can come back within the limit, all words with that beginning are passed over.
 */
export function nearWords(
  table: StringTable,
  typed: string,
  limit: number,
  unfinished: boolean,
  range: Range,
): NearWord[] {
  const last = typed.length;
  if (last === 0 || last > longestMended) return [];
  for (let column = 0; column <= last; column++) rows[column] = column;
  const { units, starts } = table;
  const found: NearWord[] = [];
  let previousStart = 0;
  let previousLength = 0;
  let deadDepth = 0;
  begun[0] = tooFar;
  for (let word = range[0]; word < range[1]; word++) {
    const start = starts[word]!;
    const length = starts[word + 1]! - start;
    if (length > longestMended) continue;
    let shared = 0;
    const most = Math.min(previousLength, length);
    while (shared < most && units[previousStart + shared] === units[start + shared]) shared++;
    if (deadDepth > 0 && shared >= deadDepth) continue;
    deadDepth = 0;
    for (let depth = shared + 1; depth <= length; depth++) {
      const least = fillRow(units, start, depth, typed);
      const distance = rows[depth * width + last]!;
      begun[depth] = unfinished && distance <= limit ? Math.min(begun[depth - 1]!, distance) : begun[depth - 1]!;
      if (begun[depth] === tooFar && least > limit) {
        deadDepth = depth;
        break;
      }
    }
    previousStart = start;
    previousLength = deadDepth > 0 ? deadDepth : length;
    if (deadDepth > 0) continue;
    const distance = rows[length * width + last]!;
    if (distance <= limit) found.push({ word, distance, whole: true });
    else if (begun[length] !== tooFar) found.push({ word, distance: begun[length]!, whole: false });
  }
  return found;
}

/** @returns the least of this row and the one above: an exchange reaches back two rows, so both must be past a limit */
function fillRow(units: Uint16Array, start: number, depth: number, typed: string): number {
  const row = depth * width;
  const up = row - width;
  const letter = units[start + depth - 1]!;
  const before = depth > 1 ? units[start + depth - 2]! : -1;
  rows[row] = depth;
  let least = Math.min(depth, rows[up]!);
  let typedBefore = -1;
  for (let column = 1; column <= typed.length; column++) {
    const typedLetter = typed.charCodeAt(column - 1);
    const above = rows[up + column]!;
    let value = rows[up + column - 1]! + (letter === typedLetter ? 0 : 1);
    if (above + 1 < value) value = above + 1;
    const left = rows[row + column - 1]! + 1;
    if (left < value) value = left;
    if (letter === typedBefore && before === typedLetter && letter !== typedLetter) {
      const exchanged = rows[up - width + column - 2]! + 1;
      if (exchanged < value) value = exchanged;
    }
    rows[row + column] = value;
    if (value < least) least = value;
    if (above < least) least = above;
    typedBefore = typedLetter;
  }
  return least;
}
