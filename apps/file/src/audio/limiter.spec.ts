import { setTimeout as sleep } from 'node:timers/promises';
import { Limiter } from './limiter';

describe('Limiter', () => {
  it('runs no more than its limit at once, and everything in order', async () => {
    const limiter = new Limiter(2);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        limiter.run(async () => {
          started.push(n);
          most = Math.max(most, ++running);
          await sleep(1);
          running--;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('gives the place of a failed task to the next', async () => {
    const limiter = new Limiter(1);
    await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limiter.run(async () => 7)).toBe(7);
  });

  it('forgets a waiting task that was called off', async () => {
    const limiter = new Limiter(1);
    let finish = (): void => undefined;
    const first = limiter.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const controller = new AbortController();
    const second = limiter.run(async () => 'ran', controller.signal);
    controller.abort(new Error('called off'));
    await expect(second).rejects.toThrow('called off');
    finish();
    await first;
    expect(await limiter.run(async () => 3)).toBe(3);
    await expect(limiter.run(async () => 4, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});
