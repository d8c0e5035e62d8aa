import { Injectable } from '@nestjs/common';
import { type CheckResult } from '@djamms/contracts';

const checkTimeoutMs = 2_000;
type Check = () => Promise<void> | void;
export interface CheckOptions {
  /** Without this part the process still does all its work, another way: it is degraded, and goes on being asked. */
  degrades?: boolean;
}

/** The process's own view of its health: every check really does what it names. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, { check: Check } & CheckOptions>();
  private shuttingDown = false;

  /** `check` throws, with words for an operator, when its part does not work. It has two seconds. */
  register(name: string, check: Check, options: CheckOptions = {}): void {
    this.checks.set(name, { check, ...options });
  }

  /** From now on the process is not ready, so that no new work is sent to it. */
  startShutdown(): void {
    this.shuttingDown = true;
  }

  async check(): Promise<{ status: 'up' | 'down'; checks: CheckResult[] }> {
    const checks = await Promise.all([...this.checks].map(([name, { check, degrades }]) => run(name, check, degrades)));
    if (this.shuttingDown) checks.push({ name: 'shutdown', status: 'down', detail: 'shutting down', tookMs: 0 });
    return { status: checks.some((result) => result.status === 'down') ? 'down' : 'up', checks };
  }
}

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
