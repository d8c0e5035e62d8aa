import { setTimeout as sleep } from 'node:timers/promises';
import { StepFailed } from './commands.mjs';

/**
 * Asks until the answer is true; resolves with the seconds that it took.
 * @param {() => Promise<boolean>} check an error counts as no
 * @throws StepFailed after `seconds`, with the last error
 */
export async function until(what, check, { seconds = 120, everyMs = 250 } = {}) {
  const startedAt = performance.now();
  const passed = () => (performance.now() - startedAt) / 1000;
  let last = 'no';
  while (passed() < seconds) {
    try {
      if (await check()) return passed();
    } catch (error) {
      last = error.cause?.message ?? error.message;
    }
    await sleep(everyMs);
  }
  throw new StepFailed(`${what}: not within ${seconds} s (${last})`);
}

/** Until a gateway says that it works. @param {string} url without a slash at its end */
export const untilGatewayReady = (url, options) =>
  until(
    'The gateway is ready',
    async () => {
      const { status } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) });
      if (status !== 200) throw new Error(`it says ${status}`);
      return true;
    },
    options,
  );
