import { compareHistory, compareOrder } from './song-order';

describe('the order of songs', () => {
  it.each([
    ['everything was heard', ['a', 'b', 'c'], [], []],
    ['the last ones are still to come', ['a'], [], []],
    ['one was passed over', ['a', 'c'], ['b'], []],
    ['one came twice in a row', ['a', 'a', 'b'], [], ['a']],
    ['one came again later', ['a', 'b', 'a', 'c'], [], ['a']],
    ['one came that nobody asked for', ['a', 'x', 'b'], [], ['x']],
  ])('where %s', (_name, heard, skipped, repeated) => {
    expect(compareOrder(['a', 'b', 'c'], heard)).toEqual({ skipped, repeated });
  });

  it.each([
    ['the same', ['a', 'b', 'a'], 0, 0],
    ['a play less', ['a', 'b'], 1, 0],
    ['a play more', ['a', 'b', 'a', 'b'], 0, 1],
  ])('is held against a history with %s', (_name, history, skipped, repeated) => {
    const findings = compareHistory(['a', 'b', 'a'], history);
    expect([findings.skipped.length, findings.repeated.length]).toEqual([skipped, repeated]);
  });
});
