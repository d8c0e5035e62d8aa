import fc from 'fast-check';
import { HeardMeter } from './heard-meter';

const second = 1_000;

describe('HeardMeter', () => {
  it('counts what sounds, and nothing else', () => {
    const meter = new HeardMeter();
    meter.tick('a', true, 0, 0, 50_000);
    meter.tick('a', true, 2, 2 * second, 52_000);
    meter.tick('a', false, 2, 9 * second, 59_000);
    meter.tick('a', true, 3, 10 * second, 60_000);
    expect(meter.of('a')).toEqual({ heard: 3, startedAt: 50_000 });
    expect(meter.of('b')).toEqual({ heard: 0, startedAt: null });
  });

  it('takes a song that it finds in its middle for heard up to there, and one from a reload for what it was', () => {
    const meter = new HeardMeter();
    meter.tick('a', true, 40, 0, 100_000);
    expect(meter.of('a')).toEqual({ heard: 40, startedAt: 60_000 });
    meter.restore('b', 12, 7_000);
    meter.tick('b', true, 90, second, 101_000);
    meter.tick('b', true, 91, 2 * second, 102_000);
    expect(meter.of('b').startedAt).toBe(7_000);
    expect(meter.of('b').heard).toBeGreaterThanOrEqual(13);
  });

  it('goes on counting when the venue gives the song another name', () => {
    const meter = new HeardMeter();
    meter.tick('mine', true, 0, 0, 0);
    meter.tick('mine', true, 5, 5 * second, 5_000);
    meter.rename('theirs');
    meter.tick('theirs', true, 6, 6 * second, 6_000);
    expect(meter.of('theirs')).toEqual({ heard: 6, startedAt: 0 });
  });

  it('never counts more than the time that has passed', () => {
    const step = fc.record({ sounding: fc.boolean(), wait: fc.integer({ min: 0, max: 5_000 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const meter = new HeardMeter();
        let now = 0;
        for (const { sounding, wait } of steps) {
          now += wait;
          meter.tick('a', sounding, 0, now, now);
        }
        const { heard, startedAt } = meter.of('a');
        expect(heard).toBeLessThanOrEqual((now - (startedAt ?? now)) / 1_000 + 1e-9);
      }),
    );
  });
});
