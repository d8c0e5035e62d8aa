import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for the slowest machine: it only decides how long a failing test takes. */
const defaultPatienceMs = 30_000;

/**
 * Tries again until `attempt` neither throws nor rejects, and gives what it gave. For what happens a moment later
 * in another process; put the expectation inside. Fails with the last error when patience ends.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, patienceMs = defaultPatienceMs): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (let wait = 10; ; wait = Math.min(wait * 1.5, 250)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(wait);
  }
}
