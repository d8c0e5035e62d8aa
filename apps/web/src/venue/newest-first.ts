/** Milliseconds between two values that are sent while a hand moves a slider. */
const pause = 80;

/**
 * Sends the newest of many values: one at a time and not too often, and never an older one after a newer. What is
 * overtaken while it waits is not sent at all.
 */
export class NewestFirst<T> {
  private waiting: { value: T } | null = null;
  private running: Promise<void> | null = null;

  /** @param send resolves when the value is stored (or was refused; it must not reject). */
  constructor(
    private readonly send: (value: T) => Promise<unknown>,
    private readonly rest: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, pause)),
  ) {}

  /** Resolves when this value, or a newer one, is stored and nothing waits any more. */
  push(value: T): Promise<void> {
    this.waiting = { value };
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting !== null) {
      const { value } = this.waiting;
      this.waiting = null;
      await this.send(value);
      if (this.waiting !== null) await this.rest();
    }
  }
}
