import { MessageBudget } from './message-budget';

describe('the message budget of a connection', () => {
  const sent = (budget: MessageBudget, count: number): number => {
    for (let index = 0; index < count; index++) {
      try {
        budget.take();
      } catch (error) {
        expect(error).toMatchObject({ status: 429, details: { retryAfter: 1 } });
        return index;
      }
    }
    return count;
  };

  it('lets a burst through, then twenty a second, whatever was refused before', () => {
    let now = 0;
    const budget = new MessageBudget(() => now);
    expect(sent(budget, 1_000)).toBe(60);
    now += 1_000;
    expect(sent(budget, 1_000)).toBe(20);
    now += 60_000;
    expect(sent(budget, 1_000)).toBe(60);
  });
});
