import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work of a few milliseconds at most from one `yield` to the next, also before the code has been compiled. */
export type Steps<T> = Generator<void, T>;

/** Values that are worked on in one step, where each is some string handling. */
export const stepSize = 500;
/** Strings that are sorted in one step. */
export const sortedAtOnce = 2_000;
/** Work goes on so long before others get their turn. */
const turnMs = 5;

/** Bounds how long others wait, however fast the machine and however long a step. */
export class Turn {
  private until = performance.now() + turnMs;

  get isOver(): boolean {
    return performance.now() >= this.until;
  }

  /** Resolves when the others had theirs. */
  async next(): Promise<void> {
    await nextTurn();
    this.until = performance.now() + turnMs;
  }
}

/** All at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Others get their turn between the steps. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (const turn = new Turn(); ;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (turn.isOver) await turn.next();
  }
}

export function* mapInSteps<T, R>(values: readonly T[], of: (value: T) => R): Steps<R[]> {
  const results: R[] = [];
  for (let at = 0; at < values.length; at++) {
    if (at % stepSize === stepSize - 1) yield;
    results.push(of(values[at]!));
  }
  return results;
}

/** The places of the keys in their ascending order by UTF-16 units; equal keys keep their order. */
export function* sortInSteps(keys: readonly string[]): Steps<Uint32Array> {
  const compare = (a: number, b: number): number => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b);
  let sorted: Uint32Array = new Uint32Array(keys.length).map((_, place) => place);
  for (let from = 0; from < sorted.length; from += sortedAtOnce) {
    sorted.subarray(from, from + sortedAtOnce).sort(compare);
    yield;
  }
  let merged: Uint32Array = new Uint32Array(keys.length);
  for (let width = sortedAtOnce; width < sorted.length; width *= 2) {
    for (let from = 0; from < sorted.length; from += 2 * width)
      yield* mergeInSteps(sorted, merged, { from, middle: from + width, to: from + 2 * width }, compare);
    [sorted, merged] = [merged, sorted];
  }
  return sorted;
}

/** Merges two sorted runs that stand one after the other into the same places of `target`. */
function* mergeInSteps(
  source: Uint32Array,
  target: Uint32Array,
  { from, middle, to }: { from: number; middle: number; to: number },
  compare: (a: number, b: number) => number,
): Steps<void> {
  const [leftEnd, rightEnd] = [Math.min(middle, source.length), Math.min(to, source.length)];
  let [left, right] = [from, leftEnd];
  for (let at = from; at < rightEnd; at++) {
    if (at % stepSize === stepSize - 1) yield;
    const takesLeft = right >= rightEnd || (left < leftEnd && compare(source[left]!, source[right]!) < 0);
    target[at] = takesLeft ? source[left++]! : source[right++]!;
  }
}
