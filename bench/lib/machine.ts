import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Machine } from './result';

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryMb: Math.round(totalmem() / 1024 ** 2),
  system: `${type()} ${release()}`,
  node: process.version,
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
});

/** Load of the last minute above which something else takes part in every number. */
export const quietLoad = 1.5;
const longestWaitSeconds = 90;

/** Waits until the machine is quiet, the part before this one included; not for ever. */
export async function untilQuiet(): Promise<void> {
  for (let waited = 0; waited < longestWaitSeconds && (loadavg()[0] ?? 0) > quietLoad; waited++) await sleep(1_000);
}
