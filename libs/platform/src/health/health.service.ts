import { Injectable } from '@nestjs/common';
import { type CheckResult } from '@djamms/contracts';

const checkTimeoutMs = 2_000;
type Check = () => Promise<void> | void;

/** The process's own view of its health: every check really does what it names. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, Check>();
  private shuttingDown = false;

  /** `check` throws, with words for an operator, when its part does not work. It has two seconds. */
  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** From now on the process is not ready, so that no new work is sent to it. */
  startShutdown(): void {
    this.shuttingDown = true;
  }

  async check(): Promise<{ status: 'up' | 'down'; checks: CheckResult[] }> {
    const checks = await Promise.all([...this.checks].map(([name, check]) => run(name, check)));
    if (this.shuttingDown) checks.push({ name: 'shutdown', status: 'down', detail: 'shutting down', tookMs: 0 });
    return { status: checks.every((result) => result.status === 'up') ? 'up' : 'down', checks };
  }
}

async function run(name: string, check: Check): Promise<CheckResult> {
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
  return { name, status: detail === null ? 'up' : 'down', detail, tookMs: Math.round(performance.now() - startedAt) };
}
