import { finish, stepSize, type Steps } from './steps';

/** From (inclusive) and to (exclusive). */
export type Range = readonly [from: number, to: number];

/** Many short strings in one buffer of UTF-16 units, without an object for each. */
export class StringTable {
  private constructor(
    /** All strings end to end. */
    readonly units: Uint16Array,
    /** Where each begins; one more entry than strings. */
    readonly starts: Uint32Array,
  ) {}

  static of(strings: readonly string[]): StringTable {
    return finish(StringTable.inSteps(strings));
  }

  static *inSteps(strings: readonly string[]): Steps<StringTable> {
    const starts = new Uint32Array(strings.length + 1);
    strings.forEach((text, index) => (starts[index + 1] = starts[index]! + text.length));
    const units = new Uint16Array(starts[strings.length]!);
    for (let index = 0; index < strings.length; index++) {
      if (index % stepSize === stepSize - 1) yield;
      const text = strings[index]!;
      const start = starts[index]!;
      for (let at = 0; at < text.length; at++) units[start + at] = text.charCodeAt(at);
    }
    return new StringTable(units, starts);
  }

  get size(): number {
    return this.starts.length - 1;
  }

  get bytes(): number {
    return this.units.byteLength + this.starts.byteLength;
  }

  get(index: number): string {
    return String.fromCharCode(...this.units.subarray(this.starts[index], this.starts[index + 1]));
  }

  /** Negative where the string stands before `text`, positive where after, 0 where it is the same. By UTF-16 units. */
  private compare(index: number, text: string): number {
    const start = this.starts[index]!;
    const length = this.starts[index + 1]! - start;
    const shared = Math.min(length, text.length);
    for (let at = 0; at < shared; at++) {
      const difference = this.units[start + at]! - text.charCodeAt(at);
      if (difference !== 0) return difference;
    }
    return length - text.length;
  }

  startsWith(index: number, prefix: string): boolean {
    const start = this.starts[index]!;
    if (this.starts[index + 1]! - start < prefix.length) return false;
    for (let at = 0; at < prefix.length; at++) if (this.units[start + at] !== prefix.charCodeAt(at)) return false;
    return true;
  }

  // What follows is for tables whose strings are sorted by UTF-16 units, as JavaScript sorts.

  /** The first string that is not before `text`. */
  lowerBound(text: string): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @returns -1 when it is not there */
  indexOf(text: string): number {
    const at = this.lowerBound(text);
    return at < this.size && this.compare(at, text) === 0 ? at : -1;
  }

  /** Strings that begin so. */
  withPrefix(prefix: string): Range {
    const from = this.lowerBound(prefix);
    let [low, high] = [from, this.size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.startsWith(middle, prefix)) low = middle + 1;
      else high = middle;
    }
    return [from, low];
  }
}
