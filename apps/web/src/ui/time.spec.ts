import { clockTime, countOf, roughTime } from './time';

describe('clockTime', () => {
  it('shows minutes and seconds, and hours when there are some', () => {
    expect([0, 9.9, 61, 600, 3_725].map(clockTime)).toEqual(['0:00', '0:09', '1:01', '10:00', '1:02:05']);
    expect(clockTime(-3)).toBe('0:00');
  });
});

describe('roughTime', () => {
  it('is as exact as a glance needs', () => {
    expect([20, 100, 3_600, 7_500].map(roughTime)).toEqual(['20 s', '2 min', '1 h', '2 h 5 min']);
  });
});

describe('countOf', () => {
  it('knows one from many', () => {
    expect([countOf(1, 'song'), countOf(1_200, 'song')]).toEqual(['1 song', '1,200 songs']);
  });
});
