import { SharedReads } from './shared-reads';

/** A read that ends when the test says so. */
function held() {
  const ends: ((value: number) => void)[] = [];
  let begun = 0;
  const read = (): Promise<number> => {
    begun += 1;
    return new Promise((resolve) => ends.push(resolve));
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { read, turn, end: (value: number) => ends.shift()?.(value), begun: () => begun };
}

describe('SharedReads', () => {
  it('answers all who ask at once with one read', async () => {
    const { read, turn, end, begun } = held();
    const reads = new SharedReads<number>();
    const asked = [1, 2, 3].map(() => reads.take('a', read));
    await turn();
    end(7);
    expect(await Promise.all(asked)).toEqual([7, 7, 7]);
    expect(begun()).toBe(1);
  });

  it('never answers with what was read before the question', async () => {
    const { read, turn, end, begun } = held();
    const reads = new SharedReads<number>();
    const first = reads.take('a', read);
    await turn();
    const late = [reads.take('a', read), reads.take('a', read)];
    await turn();
    expect(begun()).toBe(1);
    end(1);
    expect(await first).toBe(1);
    await turn();
    end(2);
    expect(await Promise.all(late)).toEqual([2, 2]);
  });

  it('keeps different things apart, and goes on after a failure', async () => {
    const reads = new SharedReads<number>();
    const failing = reads.take('a', () => Promise.reject(new Error('no')));
    const other = reads.take('b', () => Promise.resolve(5));
    await expect(failing).rejects.toThrow('no');
    expect(await other).toBe(5);
    expect(await reads.take('a', () => Promise.resolve(6))).toBe(6);
  });
});
