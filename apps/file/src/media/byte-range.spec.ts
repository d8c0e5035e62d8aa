import fc from 'fast-check';
import { decideRange } from './byte-range';

const part = (start: number, end: number) => ({ kind: 'part', span: { start, end } });

describe('decideRange', () => {
  it.each([
    ['bytes=0-0', part(0, 0)],
    ['bytes=0-99', part(0, 99)],
    ['bytes=10-', part(10, 99)],
    ['bytes=-10', part(90, 99)],
    ['bytes=-1000', part(0, 99)],
    ['bytes=50-1000', part(50, 99)],
    ['BYTES=0-4', part(0, 4)],
    ['bytes= 0-4 ', part(0, 4)],
    ['bytes=99-99', part(99, 99)],
    ['bytes=100-', { kind: 'unsatisfiable' }],
    ['bytes=100-200', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=5-2', { kind: 'whole' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['bytes=', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=a-b', { kind: 'whole' }],
    ['bytes=0x1-2', { kind: 'whole' }],
    ['bytes=1.5-2', { kind: 'whole' }],
    ['bytes=99999999999999999999-', { kind: 'whole' }],
    ['items=0-1', { kind: 'whole' }],
    ['', { kind: 'whole' }],
    [undefined, { kind: 'whole' }],
  ])('reads %j of 100 bytes as %j', (header, expected) => expect(decideRange(header, 100)).toEqual(expected));

  it.each(['bytes=0-', 'bytes=0-0', 'bytes=-5'])('can satisfy nothing of an empty file: %s', (header) =>
    expect(decideRange(header, 0)).toEqual({ kind: 'unsatisfiable' }),
  );

  it('always gives a span inside the file, and for a plain range exactly the bytes asked for', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e6 }), (a, b, size) => {
        const decision = decideRange(`bytes=${a}-${b}`, size);
        if (a > b) expect(decision.kind).toBe('whole');
        else if (a >= size) expect(decision.kind).toBe('unsatisfiable');
        else expect(decision).toEqual(part(a, Math.min(b, size - 1)));
      }),
    );
  });

  it('survives any header', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.nat(), (header, size) => {
        const decision = decideRange(header, size);
        if (decision.kind === 'part') {
          expect(decision.span.start).toBeLessThanOrEqual(decision.span.end);
          expect(decision.span.end).toBeLessThan(size);
        }
      }),
    );
  });
});
