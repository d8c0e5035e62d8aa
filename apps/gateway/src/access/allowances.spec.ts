import { allowancesSpent, createRequest, listQueue, suggest, voteTrack, type PayloadOf } from '@djamms/contracts';
import { Allowances, kindOf, requireAllowance } from './allowances';

type Told = PayloadOf<typeof allowancesSpent>;

describe('what guests may ask for within a minute', () => {
  let now: number;
  let told: Told[];
  let allowances: Allowances;
  const gateway = (instance: string): Allowances => {
    const publish = (_contract: unknown, notice: Told): void => void told.push(notice);
    const [clock, notices] = [{ now: () => new Date(now) }, { publish } as never];
    return new Allowances(clock, notices, { instance } as never);
  };
  beforeEach(() => {
    jest.useFakeTimers();
    now = 1_000_000;
    told = [];
    allowances = gateway('one');
  });
  afterEach(() => jest.useRealTimers());

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

  describe('of several gateways', () => {
    let other: Allowances;
    beforeEach(() => (other = gateway('two')));
    /** Every gateway hears every notice, also its own. */
    const exchange = (): void => {
      jest.advanceTimersByTime(50);
      for (const notice of told.splice(0)) for (const each of [allowances, other]) each.spent(notice);
    };

    it('is one, whichever a guest comes through', () => {
      let granted = 0;
      for (let times = 0; times < 50; times += 1) {
        if ((times % 2 ? allowances : other).take('ann', 'request').remaining >= 0) granted += 1;
        exchange();
        now += 50;
      }
      expect(granted).toBe(20);
      now += 57_500;
      expect([allowances, other].map((each) => each.take('ann', 'request').remaining)).toEqual([19, 19]);
    });

    it('is told in few words', () => {
      for (let times = 0; times < 10; times += 1) allowances.take('ann', 'vote');
      allowances.take('ben', 'search');
      jest.advanceTimersByTime(50);
      expect(told).toEqual([
        {
          instance: 'one',
          spent: [
            { allowance: 'vote ann', times: 10, endsIn: 60_000 },
            { allowance: 'search ben', times: 1, endsIn: 60_000 },
          ],
        },
      ]);
      jest.advanceTimersByTime(60_000);
      expect(told).toHaveLength(1);
    });

    it('is told in pieces when many guests come at once, and what was refused is not told', () => {
      for (let guest = 0; guest < 1_200; guest += 1) allowances.take(`guest ${guest}`, 'vote');
      expect(told.map(({ spent }) => spent.length)).toEqual([500, 500]);
      jest.advanceTimersByTime(50);
      expect(told[2]?.spent).toHaveLength(200);
      for (let times = 0; times < 31; times += 1) other.take('ann', 'vote');
      jest.advanceTimersByTime(50);
      expect(told[3]?.spent).toMatchObject([{ times: 30 }]);
    });

    it('does not take a minute that is over for the one that runs', () => {
      for (let times = 0; times < 20; times += 1) other.take('ann', 'request');
      now += 60_000;
      expect(allowances.take('ann', 'request').remaining).toBe(19);
      allowances.spent({ instance: 'two', spent: [{ allowance: 'request ann', times: 20, endsIn: -5 }] });
      allowances.spent({ instance: 'two', spent: [{ allowance: 'request ann', times: 20, endsIn: 5 }] });
      expect(allowances.take('ann', 'request').remaining).toBe(18);
      now += 59_999;
      allowances.spent({ instance: 'two', spent: [{ allowance: 'request ann', times: 3, endsIn: 60_000 }] });
      expect(allowances.take('ann', 'request').remaining).toBe(16);
    });

    it('stays full for who came through both within one moment, and is no more later', () => {
      for (let times = 0; times < 20; times += 1) {
        allowances.take('ann', 'request');
        other.take('ann', 'request');
      }
      exchange();
      now += 59_000;
      for (const each of [allowances, other]) expect(each.take('ann', 'request').remaining).toBe(-1);
    });
  });
});
