import { gainDb } from './gain';

describe('gainDb', () => {
  it.each([
    ['makes loud songs quieter', { loudnessLufs: -8, truePeakDb: 0 }, -14, -6],
    ['makes quiet songs louder', { loudnessLufs: -20, truePeakDb: -10 }, -14, 6],
    ['never lets the true peak above -1 dBTP', { loudnessLufs: -20, truePeakDb: -4 }, -14, 3],
    ['stays within 12 dB', { loudnessLufs: -35, truePeakDb: -30 }, -14, 12],
    ['stays within -12 dB', { loudnessLufs: -5, truePeakDb: 0 }, -30, -12],
    ['does not make a song louder whose peak is not known', { loudnessLufs: -20, truePeakDb: null }, -14, 0],
    ['leaves a song alone that was not measured', { loudnessLufs: null, truePeakDb: null }, -14, 0],
    ['does nothing when it is switched off', { loudnessLufs: -8, truePeakDb: 0 }, null, 0],
  ])('%s', (_, song, target, expected) => {
    expect(gainDb(song, target)).toBe(expected);
  });
});
