/**
 * Lets everybody who asks for the same thing at the same moment share one look at it. Nothing is kept: who asks joins a
 * read that has not begun yet, so an answer is never older than its question. At most one read of a thing is under way.
 */
export class SharedReads<T> {
  private readonly next = new Map<string, Promise<T>>();
  private readonly current = new Map<string, Promise<T>>();

  /** @param read what all who wait for `key` are answered with; its failure is everybody's */
  take(key: string, read: () => Promise<T>): Promise<T> {
    const waiting = this.next.get(key);
    if (waiting) return waiting;
    const turn = this.afterCurrent(key, read);
    this.next.set(key, turn);
    return turn;
  }

  private async afterCurrent(key: string, read: () => Promise<T>): Promise<T> {
    await Promise.allSettled([this.current.get(key)]);
    this.next.delete(key);
    const reading = read();
    this.current.set(key, reading);
    try {
      return await reading;
    } finally {
      if (this.current.get(key) === reading) this.current.delete(key);
    }
  }
}
