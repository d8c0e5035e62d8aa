import { Injectable } from '@nestjs/common';
import { type CheckResult } from '@djamms/contracts';

const checkTimeoutMs = 2_000;
type Check = () => Promise<void> | void;
export interface CheckOptions {
  /** Without this part the process still does all its work, another way: it is degraded, and goes on being asked. */
  degrades?: boolean;
}
type KnownCheck = { check: Check } & CheckOptions;
export interface HealthAnswer {
  status: 'up' | 'down';
  checks: CheckResult[];
}

/**
 * The process's own view of its health, as three questions that mean different things: has it been set up (started),
 * does it work at all (live), can it do its work now (ready). Every check really does what it names.
 */
@Injectable()
export class Health {
  private readonly checks = new Map<string, KnownCheck>();
  private readonly lifeChecks = new Map<string, KnownCheck>();
  private readonly startChecks = new Map<string, KnownCheck>();
  private shuttingDown = false;

  /** `check` throws, with words for an operator, when its part does not work. It has two seconds. */
  register(name: string, check: Check, options: CheckOptions = {}): void {
    this.checks.set(name, { check, ...options });
  }

  /** `check` throws only where nothing but a new start of the process helps; never because something else is away. */
  registerLife(name: string, check: Check): void {
    this.lifeChecks.set(name, { check });
  }

  /** `check` throws while the process is at work on its own start; not while it waits for something else. */
  registerStart(name: string, check: Check): void {
    this.startChecks.set(name, { check });
  }

  /** From now on the process is not ready, so that no new work is sent to it. */
  startShutdown(): void {
    this.shuttingDown = true;
  }

  get isShuttingDown(): boolean {
    return this.shuttingDown;
  }

  /** Whether it can do its work. */
  async check(): Promise<HealthAnswer> {
    const checks = await runAll(this.checks);
    if (this.shuttingDown) checks.push({ name: 'shutdown', status: 'down', detail: 'shutting down', tookMs: 0 });
    return answer(checks);
  }

  /** Whether it works at all. */
  async checkLife(): Promise<HealthAnswer> {
    return answer(await runAll(this.lifeChecks));
  }

  /** Whether its start is over. A process that ends has started. */
  async checkStart(): Promise<HealthAnswer> {
    return answer(this.shuttingDown ? [] : await runAll(this.startChecks));
  }
}

const answer = (checks: CheckResult[]): HealthAnswer => ({
  status: checks.some((result) => result.status === 'down') ? 'down' : 'up',
  checks,
});

const runAll = (checks: ReadonlyMap<string, KnownCheck>): Promise<CheckResult[]> =>
  Promise.all([...checks].map(([name, { check, degrades }]) => run(name, check, degrades)));

async function run(name: string, check: Check, degrades = false): Promise<CheckResult> {
  const startedAt = performance.now();
  let detail: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
    });
    await Promise.race([Promise.resolve().then(check), late]);
  } catch (error) {
    detail = error instanceof Error ? error.message || error.name : String(error);
  } finally {
    clearTimeout(timer);
  }
  const status = detail === null ? 'up' : degrades ? 'degraded' : 'down';
  return { name, status, detail, tookMs: Math.round(performance.now() - startedAt) };
}
