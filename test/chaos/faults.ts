import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Trouble } from './ground';
import { type Journal } from './journal';
import { type Random } from './random';

/** Something that can be killed and started again. */
export interface Victim {
  name: string;
  kill: () => Promise<void>;
  start: () => Promise<void>;
}

/** Kills one after the other at random, and starts each again after a while; never more than two at a time. */
export class Faults implements Trouble {
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

/** Runs a program again and again, each time with another number; it breaks something, and says what in one line. */
export class ProgramFaults implements Trouble {
  constructor(
    private readonly program: string | null,
    private readonly journal: Journal,
    private readonly random: Random,
  ) {}

  /** @throws Error when the program fails */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.program !== null) {
      await sleep(this.random.between(1_000, 8_000), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const number = this.random.between(0, 2 ** 31 - 1);
      const { stdout } = await promisify(execFile)(this.program, [String(number)]);
      this.journal.faults.push(`${new Date().toISOString().slice(11, 23)} ${stdout.trim().split('\n')[0] ?? ''}`);
    }
  }

  async healed(): Promise<void> {
    // What it broke, the system mends by itself; it is waited for until it is ready.
  }
}
