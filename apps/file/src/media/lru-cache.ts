interface Entry<V> {
  value: V;
  /** Monotonic milliseconds. */
  endsAt: number;
}

/**
 * Keeps the values that were asked for last, at most `capacity`, and each for at most `maxAgeMs`. Values that are being
 * fetched are fetched once.
 */
export class LruCache<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private readonly pending = new Map<string, Promise<V | null>>();

  constructor(
    private readonly capacity: number,
    private readonly maxAgeMs = Infinity,
    private readonly now = (): number => performance.now(),
  ) {}

  /** The kept value, or what `fetch` finds; null is not kept. */
  async get(key: string, fetch: () => Promise<V | null>): Promise<V | null> {
    const known = this.entries.get(key);
    if (known !== undefined) this.entries.delete(key);
    if (known !== undefined && this.now() < known.endsAt) {
      this.entries.set(key, known);
      return known.value;
    }
    const running = this.pending.get(key) ?? this.fetch(key, fetch);
    return running;
  }

  delete(key: string): void {
    this.entries.delete(key);
    this.pending.delete(key);
  }

  private fetch(key: string, fetch: () => Promise<V | null>): Promise<V | null> {
    const running = fetch().then((value) => {
      // Forgotten in the meantime: what was found may be outdated.
      if (value !== null && this.pending.get(key) === running) this.keep(key, value);
      return value;
    });
    this.pending.set(key, running);
    const settled = (): void => {
      if (this.pending.get(key) === running) this.pending.delete(key);
    };
    running.then(settled, settled);
    return running;
  }

  private keep(key: string, value: V): void {
    this.entries.set(key, { value, endsAt: this.now() + this.maxAgeMs });
    if (this.entries.size <= this.capacity) return;
    const oldest = this.entries.keys().next();
    if (!oldest.done) this.entries.delete(oldest.value);
  }
}
