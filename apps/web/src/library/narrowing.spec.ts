import { searchTracks } from '@djamms/contracts';
import { checkedCount, filtersOf, labelOf, optionsOf, toggled, without } from './narrowing';

describe('what narrows a search', () => {
  it('becomes filters that hold what was counted, and nothing of the next range', () => {
    expect(filtersOf({})).toEqual({});
    expect(filtersOf({ genre: 'Hip Hop', year: '1990s' })).toEqual({ genre: 'Hip Hop', yearFrom: 1990, yearTo: 1999 });
    expect(filtersOf({ duration: '0-120' })).toEqual({ durationMax: 119.999 });
    expect(filtersOf({ duration: '120-240' })).toEqual({ durationMin: 120, durationMax: 239.999 });
    expect(filtersOf({ duration: '360-' })).toEqual({ durationMin: 360 });
    for (const narrowing of [{ year: '0s' }, { year: '2020s', duration: '240-360', genre: 'x' }])
      expect(searchTracks.input.safeParse({ q: 'a', ...filtersOf(narrowing) }).success).toBe(true);
  });

  it('is checked, changed and unchecked, one value of each', () => {
    const rock = toggled({}, 'genre', 'Rock');
    expect(rock).toEqual({ genre: 'Rock' });
    expect(toggled(rock, 'genre', 'Jazz')).toEqual({ genre: 'Jazz' });
    expect(toggled(rock, 'genre', 'Rock')).toEqual({});
    const both = toggled(rock, 'year', '1970s');
    expect(checkedCount(both)).toBe(2);
    expect(without(both, 'genre')).toEqual({ year: '1970s' });
  });

  it('keeps what is checked in sight', () => {
    const counts = [{ value: 'Rock', count: 3 }];
    expect(optionsOf(counts, undefined)).toBe(counts);
    expect(optionsOf(counts, 'Rock')).toBe(counts);
    expect(optionsOf(counts, 'Jazz')).toEqual([{ value: 'Jazz', count: 0 }, ...counts]);
  });

  it('is told in words', () => {
    expect(['0-120', '120-240', '360-'].map((value) => labelOf('duration', value))).toEqual([
      'Under 2 min',
      '2 to 4 min',
      'Over 6 min',
    ]);
    expect(labelOf('year', '1990s')).toBe('1990s');
  });
});
