import { type Steps } from './steps';

/** A list of whole numbers below 2^32 that grows, at four bytes each. */
export class NumberList {
  private numbers = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.numbers.length) {
      const more = new Uint32Array(this.length * 2);
      more.set(this.numbers);
      this.numbers = more;
    }
    this.numbers[this.length++] = value;
  }

  /** The numbers so far, without a copy; good until the next push. */
  view(): Uint32Array {
    return this.numbers.subarray(0, this.length);
  }
}

/** Lists of numbers end to end: the list of `key` is `values` from `starts[key]` to `starts[key + 1]`. */
export interface Lists {
  starts: Uint32Array;
  values: Uint32Array;
}

/** Numbers that are put into their groups in one step. */
const groupedAtOnce = 100_000;

/** Groups `values` by their `keys`, in the order they have. Both are of one length; keys are below `keyCount`. */
export function* groupByKey(keys: Uint32Array, values: Uint32Array, keyCount: number): Steps<Lists> {
  const starts = new Uint32Array(keyCount + 1);
  for (let at = 0; at < keys.length; at++) starts[keys[at]! + 1]!++;
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key]!;
  yield;
  const next = starts.slice(0, keyCount);
  const grouped = new Uint32Array(values.length);
  for (let at = 0; at < keys.length; at++) {
    if (at % groupedAtOnce === groupedAtOnce - 1) yield;
    grouped[next[keys[at]!]!++] = values[at]!;
  }
  return { starts, values: grouped };
}
