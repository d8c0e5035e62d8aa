import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerProcess } from '@djamms/embedded';

interface Server {
  process: Pick<ServerProcess, 'exited' | 'abandon'>;
  stop(): Promise<void>;
}

const firstPauseMs = 200;
const longestPauseMs = 30_000;
/** A server that ran this long had started well: the next pause is a short one again. */
const healthyMs = 60_000;

/** A server that is started again whenever it ends by itself, after ever longer pauses when it keeps ending. */
export class KeptAlive {
  private current: Server | undefined;
  private readonly stopping = new AbortController();
  private watching: Promise<void> = Promise.resolve();

  constructor(
    private readonly name: string,
    private readonly launch: () => Promise<Server>,
    private readonly say: (line: string) => void,
  ) {}

  /** Starts it for the first time; a failure here is the caller's. */
  async start(): Promise<void> {
    this.current = await this.launch();
    this.watching = this.watch(this.current);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current?.stop();
    await this.watching;
    // One that was just being started again when the stop came.
    await this.current?.stop();
  }

  /** For an end that cannot wait. */
  abandon(): void {
    this.stopping.abort();
    this.current?.process.abandon();
  }

  private async watch(first: Server): Promise<void> {
    let server = first;
    let pause = firstPauseMs;
    for (;;) {
      const startedAt = performance.now();
      await server.process.exited;
      if (this.stopping.signal.aborted) return;
      this.say(`${this.name} ended unexpectedly; starting it again`);
      if (performance.now() - startedAt > healthyMs) pause = firstPauseMs;
      const next = await this.relaunch(pause);
      if (next === null) return;
      this.say(`${this.name} is back`);
      server = next;
      pause = Math.min(pause * 2, longestPauseMs);
    }
  }

  private async relaunch(firstPause: number): Promise<Server | null> {
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPauseMs)) {
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return null;
      try {
        return (this.current = await this.launch());
      } catch (error) {
        this.say(`${this.name} does not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
