import { CircuitBreaker, CircuitOpen } from './circuit-breaker';

describe('the circuit breaker', () => {
  let now = 0;
  let calls = 0;
  let breaker: CircuitBreaker;
  const fail = () => {
    calls += 1;
    return Promise.reject(new Error('away'));
  };
  const succeed = async () => {
    calls += 1;
    return 'fine';
  };
  const failThrice = async () => {
    for (let each = 0; each < 3; each++) await expect(breaker.run(fail)).rejects.toThrow('away');
  };
  beforeEach(() => {
    now = 0;
    calls = 0;
    breaker = new CircuitBreaker(() => now);
  });

  it('asks nobody for two seconds after three failures in a row', async () => {
    await failThrice();
    await expect(breaker.run(succeed)).rejects.toBeInstanceOf(CircuitOpen);
    expect(calls).toBe(3);
    now = 2_000;
    await expect(breaker.run(succeed)).resolves.toBe('fine');
    await expect(breaker.run(succeed)).resolves.toBe('fine');
  });

  it('forgets failures with a success between them', async () => {
    for (let each = 0; each < 5; each++) {
      await expect(breaker.run(fail)).rejects.toThrow('away');
      await expect(breaker.run(succeed)).resolves.toBe('fine');
    }
  });

  it('lets one call at a time try, and opens again when that fails', async () => {
    await failThrice();
    now = 2_000;
    let end: (error: Error) => void = () => undefined;
    const trial = breaker.run(() => new Promise((_, reject) => (end = reject)));
    await expect(breaker.run(succeed)).rejects.toBeInstanceOf(CircuitOpen);
    end(new Error('still away'));
    await expect(trial).rejects.toThrow('still away');
    await expect(breaker.run(succeed)).rejects.toBeInstanceOf(CircuitOpen);
    now = 4_000;
    await expect(breaker.run(succeed)).resolves.toBe('fine');
  });

  it('is closed at once by who has seen that it works', async () => {
    await failThrice();
    breaker.close();
    await expect(breaker.run(succeed)).resolves.toBe('fine');
  });
});
