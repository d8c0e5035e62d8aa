import { setTimeout as sleep } from 'node:timers/promises';
import { type RestClient } from '@djamms/testing';

type Step = (rest: RestClient) => Promise<{ status: number }>;

/** Clients that ask again and again, one after the other of `steps` each, and keep what did not go well. */
export class SteadyTraffic {
  readonly failures: string[] = [];
  private asked = 0;
  private readonly ending = new AbortController();
  private readonly clients: Promise<void>[];

  constructor(
    private readonly rest: RestClient,
    private readonly steps: Readonly<Record<string, Step>>,
    { clients, pauseMs }: { clients: number; pauseMs: number },
  ) {
    this.clients = Array.from({ length: clients }, () => this.run(pauseMs));
  }

  get count(): number {
    return this.asked;
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.clients);
  }

  private async run(pauseMs: number): Promise<void> {
    while (!this.ending.signal.aborted) {
      for (const [name, step] of Object.entries(this.steps)) {
        await this.take(name, step);
        await sleep(pauseMs, undefined, { signal: this.ending.signal }).catch(() => undefined);
      }
    }
  }

  private async take(name: string, step: Step): Promise<void> {
    this.asked += 1;
    try {
      const { status } = await step(this.rest);
      if (status >= 400) this.failures.push(`${new Date().toISOString()} ${name}: ${status}`);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
      this.failures.push(`${new Date().toISOString()} ${name}: ${String(error)}${cause}`);
    }
  }
}
