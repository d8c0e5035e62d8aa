import { tickOf } from './tick';

it('names the same tick for timers that fire a little early or late', () => {
  const tick = new Date('2026-11-20T12:00:05.000Z');
  for (const offset of [-2_400, -3, 0, 3, 2_400])
    expect(tickOf(new Date(tick.getTime() + offset), 5_000)).toEqual(tick);
});
