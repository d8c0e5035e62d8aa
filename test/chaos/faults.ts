import { setTimeout as sleep } from 'node:timers/promises';
import { type Journal } from './journal';
import { type Random } from './random';

/** Something that can be killed and started again. */
export interface Victim {
  name: string;
  kill: () => Promise<void>;
  start: () => Promise<void>;
}

/** Kills one after the other at random, and starts each again after a while; never more than two at a time. */
export class Faults {
  private readonly down = new Set<Victim>();
  private readonly revivals: Promise<void>[] = [];

  constructor(
    private readonly victims: readonly Victim[],
    private readonly journal: Journal,
    private readonly random: Random,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(this.random.between(800, 4_000));
      if (signal.aborted || this.down.size >= 2) continue;
      const victim = this.random.pick(this.victims.filter((each) => !this.down.has(each)));
      if (victim) this.revivals.push(this.strike(victim, this.random.between(100, 4_000)));
    }
  }

  /** Resolves when everything runs again. */
  async healed(): Promise<void> {
    await Promise.all(this.revivals);
  }

  private async strike(victim: Victim, forMs: number): Promise<void> {
    this.down.add(victim);
    this.journal.faults.push(`${new Date().toISOString().slice(11, 23)} ${victim.name} killed for ${forMs} ms`);
    await victim.kill();
    await sleep(forMs);
    await victim.start();
    this.down.delete(victim);
  }
}
