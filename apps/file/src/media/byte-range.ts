import { type ByteSpan } from '../storage/storage-driver';

export type RangeDecision = { kind: 'whole' } | { kind: 'part'; span: ByteSpan } | { kind: 'unsatisfiable' };

const whole: RangeDecision = { kind: 'whole' };
/** Longer numbers than any file has bytes; they stay exact as a double. */
const maxDigits = 15;

/**
 * What a `Range` header asks for (RFC 9110, section 14). One satisfiable range gives a part. A header that is
 * malformed, in another unit, or names several ranges is passed over, as the RFC allows: the answer is the whole
 * file, which every client must understand; players and browsers ask for one range at a time.
 *
 * @param size bytes of the file, from 0
 */
export function decideRange(header: string | undefined, size: number): RangeDecision {
  if (header === undefined) return whole;
  const match = /^bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/i.exec(header);
  if (!match) return whole;
  const [, first, last, suffix] = match;
  if ([first, last, suffix].some((digits) => (digits?.length ?? 0) > maxDigits)) return whole;
  return suffix === undefined
    ? fromStart(Number(first), last ? Number(last) : size - 1, size, Boolean(last))
    : fromEnd(Number(suffix), size);
}

function fromStart(start: number, last: number, size: number, isExplicit: boolean): RangeDecision {
  if (isExplicit && last < start) return whole;
  if (start >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', span: { start, end: Math.min(last, size - 1) } };
}

function fromEnd(length: number, size: number): RangeDecision {
  if (length === 0 || size === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', span: { start: Math.max(0, size - length), end: size - 1 } };
}
