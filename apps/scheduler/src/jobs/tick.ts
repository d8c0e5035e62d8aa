/**
 * The point on the grid of `periodMs` that a timer stood for which fired at `now`. The nearest one, not the one
 * before: timers fire a little early as well as late, and the clocks of two machines differ.
 */
export const tickOf = (now: Date, periodMs: number): Date => new Date(Math.round(now.getTime() / periodMs) * periodMs);
