import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';

const defaultLongestPauseMs = 3_000;
const firstPauseMs = 250;

export interface LoopOptions {
  /** For the log: what does not work while it fails. */
  name: string;
  /** One piece of work; says whether there may be more at once. What takes long ends early when `stopped` says so. */
  work: (stopped: AbortSignal) => Promise<boolean>;
  /** Milliseconds between two looks for work. */
  everyMs: number;
  /** Milliseconds it waits at most after failures. */
  longestPauseMs?: number;
  /** Hears of each failure, and of the first success after it. */
  onFailure?: (error: unknown) => Promise<void> | void;
  onRecovery?: () => Promise<void> | void;
}

/** Does its work again and again until it is stopped; waits longer from failure to failure, and says so once. */
export class BackgroundLoop {
  private readonly logger = new Logger('Search');
  private readonly stopped = new AbortController();
  private pause = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failures = 0;

  constructor(private readonly options: LoopOptions) {}

  /** @param ready what to wait for first */
  start(ready: Promise<void>): void {
    const stop = new Promise<void>((resolve) => this.stopped.signal.addEventListener('abort', () => resolve()));
    this.running = Promise.race([ready, stop]).then(() => this.run());
  }

  /** Looks for work at once. */
  wake(): void {
    this.pause.abort();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const more = await this.once();
      if (!more) await this.rest();
    }
  }

  private async once(): Promise<boolean> {
    try {
      const more = await this.options.work(this.stopped.signal);
      if (this.failures > 0) await this.options.onRecovery?.();
      if (this.failures >= 3) this.logger.log(`${this.options.name} works again`);
      this.failures = 0;
      return more;
    } catch (error) {
      // Work that ends early because we end has not failed.
      if (this.stopped.signal.aborted) return false;
      this.failures += 1;
      if (this.failures === 3) this.logger.warn(`${this.options.name}: ${describe(error)}; it is tried again`);
      await Promise.resolve(this.options.onFailure?.(error)).catch(() => undefined);
      return false;
    }
  }

  private async rest(): Promise<void> {
    this.pause = new AbortController();
    if (this.stopped.signal.aborted) return;
    const { everyMs, longestPauseMs = defaultLongestPauseMs } = this.options;
    const ms = this.failures === 0 ? everyMs : Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.failures, 8));
    await sleep(ms, undefined, { signal: this.pause.signal }).catch(() => undefined);
  }
}

export const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
