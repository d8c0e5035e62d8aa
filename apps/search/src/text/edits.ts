/**
 * Changes that turn one word into the other: a letter added, left out, changed, or exchanged with its neighbour
 * (optimal string alignment distance).
 * @returns the distance, or `limit + 1` when it is greater than `limit`
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let [twoBack, previous]: number[][] = [[], Array.from({ length: right.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      current[column] = Math.min(
        current[column - 1]! + 1,
        previous![column]! + 1,
        previous![column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1),
        isExchange(left, right, row, column) ? twoBack![column - 2]! + 1 : Infinity,
      );
    }
    [twoBack, previous] = [previous!, current];
  }
  return Math.min(previous!.at(-1)!, limit + 1);
}

const isExchange = (left: string, right: string, row: number, column: number): boolean =>
  row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];

/** Slips that are forgiven: none below four letters, where nearly every word is near another; two from eight. */
export const forgivenEdits = (word: string): 0 | 1 | 2 => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** The word with each pair of neighbours exchanged: a common slip that shares few trigrams with what was meant. */
export function exchanges(word: string): string[] {
  return Array.from(
    { length: Math.max(0, word.length - 1) },
    (_, index) => word.slice(0, index) + word[index + 1] + word[index] + word.slice(index + 2),
  );
}
