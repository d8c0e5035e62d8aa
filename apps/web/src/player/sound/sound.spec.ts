import fc from 'fast-check';
import { bandGains, bands, headroomOf } from './bands';
import { crossfadeSeconds, takeoverAt } from './crossfade';
import { equalPower, fadePoints } from './envelope';
import { decibelGain, volumeGain } from './volume';

const seconds = (max: number) => fc.double({ min: 0, max, noNaN: true });

describe('volume', () => {
  it('is silent at 0, whole at 100, and rises with every step', () => {
    expect([volumeGain(0), volumeGain(100), volumeGain(250), volumeGain(-3)]).toEqual([0, 1, 1, 0]);
    fc.assert(fc.property(fc.integer({ min: 0, max: 99 }), (percent) => volumeGain(percent + 1) > volumeGain(percent)));
  });

  it('turns decibels into amplitude and cuts off what would hurt', () => {
    expect(decibelGain(0)).toBe(1);
    expect(decibelGain(-6.0206)).toBeCloseTo(0.5, 4);
    expect(decibelGain(90)).toBe(decibelGain(12));
  });
});

describe('equaliser', () => {
  it('has ten octaves with a shelf at each end', () => {
    expect(bands.map(({ type }) => type)).toEqual(['lowshelf', ...Array<string>(8).fill('peaking'), 'highshelf']);
    for (const [index, band] of bands.slice(1).entries()) expect(band.frequency).toBe(bands[index]!.frequency * 2);
  });

  it('takes a value per band within ±12 dB, and 0 for what is missing', () => {
    expect(bandGains([3, 40, -40])).toEqual([3, 12, -12, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('makes room for boosts and none for cuts', () => {
    expect(headroomOf([0, 12, 0, 0, 0, 0, 0, 0, 0, 0])).toBe(-6);
    expect(Math.abs(headroomOf([-12, -3, 0, 0, 0, 0, 0, 0, 0, 0]))).toBe(0);
  });
});

describe('crossfade', () => {
  it('keeps the power of two songs together constant, from one alone to the other alone', () => {
    fc.assert(
      fc.property(seconds(1), (progress) => {
        const { incoming, outgoing } = equalPower(progress);
        return Math.abs(incoming ** 2 + outgoing ** 2 - 1) < 1e-9;
      }),
    );
    expect(equalPower(0)).toEqual({ incoming: 0, outgoing: 1 });
    expect(equalPower(1).incoming).toBe(1);
  });

  it('is drawn without a step that could be heard, and ends in silence exactly', () => {
    fc.assert(
      fc.property(seconds(30), (length) => {
        const points = fadePoints('outgoing', length);
        const steps = points.slice(1).map((point, index) => points[index]!.gain - point.gain);
        expect(points[0]).toEqual({ at: 0, gain: 1 });
        expect(points.at(-1)).toEqual({ at: length, gain: 0 });
        expect(Math.max(...steps)).toBeLessThan(0.06);
        expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('never takes more than a third of either song, nor more than was wished', () => {
    const song = fc.record({ from: seconds(5), to: fc.double({ min: 5, max: 600, noNaN: true }) });
    fc.assert(
      fc.property(seconds(30), song, song, (wish, outgoing, incoming) => {
        const fade = crossfadeSeconds(wish, outgoing, incoming);
        expect(fade).toBeLessThanOrEqual(wish);
        expect(fade * 3).toBeLessThanOrEqual(outgoing.to - outgoing.from + 1e-9);
        expect(fade * 3).toBeLessThanOrEqual(incoming.to - incoming.from + 1e-9);
        // The outgoing song's sound ends when the fade does.
        expect(takeoverAt(outgoing, fade) + fade).toBeCloseTo(outgoing.to, 9);
      }),
    );
  });

  it('does without a length that is not known, and is gapless where nothing is wished', () => {
    expect(crossfadeSeconds(8, { from: 0, to: 200 }, null)).toBe(8);
    expect(crossfadeSeconds(8, { from: 0, to: Infinity }, { from: 0, to: 200 })).toBe(8);
    expect(crossfadeSeconds(0, { from: 0, to: 200 }, { from: 0, to: 200 })).toBe(0);
  });
});
