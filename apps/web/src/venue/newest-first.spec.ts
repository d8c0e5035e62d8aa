import { NewestFirst } from './newest-first';

const atOnce = (): Promise<void> => Promise.resolve();

/** A server that answers when the test lets it. */
class SlowServer {
  readonly got: number[] = [];
  private answer: (() => void) | null = null;
  readonly take = (value: number): Promise<void> => {
    this.got.push(value);
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  };
  async answerNext(): Promise<void> {
    this.answer?.();
    this.answer = null;
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
}

describe('NewestFirst', () => {
  it('skips what was overtaken while an earlier value was on its way', async () => {
    const server = new SlowServer();
    const line = new NewestFirst(server.take, atOnce);
    const done = [1, 2, 3, 4].map((value) => line.push(value));
    expect(server.got).toEqual([1]);
    await server.answerNext();
    expect(server.got).toEqual([1, 4]);
    await server.answerNext();
    await Promise.all(done);
    expect(server.got).toEqual([1, 4]);
  });

  it('sends a value that comes after everything was stored', async () => {
    const server = new SlowServer();
    const line = new NewestFirst(server.take, atOnce);
    const first = line.push(1);
    await server.answerNext();
    await first;
    void line.push(2);
    expect(server.got).toEqual([1, 2]);
  });
});
