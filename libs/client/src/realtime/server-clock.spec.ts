import fc from 'fast-check';
import { ServerClock } from './server-clock';

/** An exchange as it happens on a network: the way there and back take different times. */
const exchange = fc.record({
  sentAt: fc.integer({ min: 0, max: 1_000_000 }),
  there: fc.integer({ min: 0, max: 2_000 }),
  back: fc.integer({ min: 0, max: 2_000 }),
  work: fc.integer({ min: 0, max: 50 }),
});

describe('ServerClock', () => {
  it('is never further off than half of the shortest round trip', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(exchange, { minLength: 1, maxLength: 8 }),
        (offset, exchanges) => {
          const clock = new ServerClock(() => 0);
          for (const { sentAt, there, work, back } of exchanges) {
            const t1 = sentAt + there + offset;
            clock.add({ t0: sentAt, t1, t2: t1 + work }, sentAt + there + work + back);
          }
          const shortest = Math.min(...exchanges.map(({ there, back }) => there + back));
          return Math.abs(clock.offset - offset) <= shortest / 2;
        },
      ),
    );
  });

  it('follows a clock that drifts, because old samples leave', () => {
    const clock = new ServerClock(() => 0);
    clock.add({ t0: 0, t1: 500, t2: 500 }, 0);
    for (let sample = 0; sample < 8; sample += 1) clock.add({ t0: 0, t1: 910, t2: 910 }, 20);
    expect(clock.offset).toBe(900);
  });

  it('takes a message’s time only until it has measured', () => {
    const clock = new ServerClock(() => 1_000);
    clock.guess(5_000);
    expect(clock.serverNow()).toBe(5_000);
    clock.add({ t0: 1_000, t1: 3_000, t2: 3_000 }, 1_000);
    clock.guess(9_000);
    expect(clock.serverNow()).toBe(3_000);
  });

  it('ignores answers that cannot be true', () => {
    const clock = new ServerClock(() => 0);
    clock.add({ t0: 10, t1: 0, t2: 50 }, 20);
    expect(clock.offset).toBe(0);
  });
});
