import { earlySettings } from './early-settings';

const track = { duration: 200, realEndOffset: 190, loudnessLufs: -20, truePeakDb: -9 };

describe('earlySettings', () => {
  it('brings a quiet song up and a loud one down to the target', () => {
    expect(earlySettings(track, -14)).toEqual({ gain: 6, endAt: 190 });
    expect(earlySettings({ ...track, loudnessLufs: -8 }, -14).gain).toBe(-6);
  });

  it('never lifts a peak above −1 dBTP, and lifts nothing whose peak is not known', () => {
    expect(earlySettings({ ...track, truePeakDb: -3 }, -14).gain).toBe(2);
    expect(earlySettings({ ...track, truePeakDb: 1 }, -14).gain).toBe(-2);
    expect(earlySettings({ ...track, truePeakDb: null }, -14).gain).toBe(0);
  });

  it('leaves a song alone that was not measured, or a venue that wants no evening out', () => {
    expect(earlySettings({ ...track, loudnessLufs: null }, -14).gain).toBe(0);
    expect(earlySettings(track, null).gain).toBe(0);
    expect(earlySettings({ ...track, duration: 0, realEndOffset: null }, -14).endAt).toBe(Infinity);
  });
});
