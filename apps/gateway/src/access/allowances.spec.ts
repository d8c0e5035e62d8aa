import { createRequest, listQueue, suggest, voteTrack } from '@djamms/contracts';
import { Allowances, kindOf, requireAllowance } from './allowances';

describe('what guests may ask for within a minute', () => {
  let now: number;
  let allowances: Allowances;
  beforeEach(() => {
    now = 1_000_000;
    allowances = new Allowances({ now: () => new Date(now) });
  });

  it('is said with each answer, and all there again a minute after the first', () => {
    expect(allowances.take('ann', 'vote')).toEqual({ limit: 30, remaining: 29, reset: 60 });
    now += 20_500;
    expect(allowances.take('ann', 'vote')).toEqual({ limit: 30, remaining: 28, reset: 40 });
    now += 39_500;
    expect(allowances.take('ann', 'vote')).toEqual({ limit: 30, remaining: 29, reset: 60 });
  });

  it('ends, with the seconds to wait, and what was refused does not count', () => {
    for (let times = 0; times < 20; times += 1) requireAllowance(allowances.take('ann', 'request'));
    for (let times = 0; times < 3; times += 1) {
      const refused = allowances.take('ann', 'request');
      expect(refused).toEqual({ limit: 20, remaining: -1, reset: 60 });
      expect(() => requireAllowance(refused)).toThrow('rate_limited: That is more than 20 times a minute. Wait 60 s.');
    }
    now += 60_000;
    expect(allowances.take('ann', 'request').remaining).toBe(19);
  });

  it('is each guest’s own, and each kind’s', () => {
    for (let times = 0; times < 40; times += 1) allowances.take('ann', 'vote');
    expect(allowances.take('ben', 'vote').remaining).toBe(29);
    expect(allowances.take('ann', 'search').remaining).toBe(59);
  });

  it('knows the kinds of requests', () => {
    expect([voteTrack, createRequest, suggest, listQueue].map(({ subject }) => kindOf(subject))).toEqual([
      'vote',
      'request',
      'suggestion',
      'other',
    ]);
  });
});
