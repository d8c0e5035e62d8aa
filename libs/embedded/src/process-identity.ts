import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasCode } from './error-code';

const run = promisify(execFile);

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

const ps = async (pid: number, column: string): Promise<string | null> => {
  try {
    return (await run('ps', ['-o', `${column}=`, '-p', String(pid)])).stdout.trim() || null;
  } catch {
    return null;
  }
};

const readProc = async (pid: number, file: string): Promise<string | null> => {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
};

/** The command line of a process, its words joined by spaces; null when there is no such process. */
export async function commandOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return ps(pid, 'command');
  const raw = await readProc(pid, 'cmdline');
  return raw === null || raw === '' ? null : raw.split('\0').join(' ').trim();
}

/**
 * When a process was started, in the system's own words. With the pid it names one process for good: pids come
 * back, a pid with the same start does not.
 */
export async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return ps(pid, 'lstart');
  const stat = await readProc(pid, 'stat');
  // The second field is the program's name in parentheses and may hold anything; field 22 is the start time.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Sends a signal to a process that may be gone already. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Waits until a process that is not our child is gone; false when it still runs after `milliseconds`. */
export async function waitUntilGone(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Ends a process with ever stronger signals, each given `patience` milliseconds. */
export async function endProcess(pid: number, signals: readonly NodeJS.Signals[], patience: number): Promise<void> {
  for (const signal of signals) {
    signalProcess(pid, signal);
    if (await waitUntilGone(pid, patience)) return;
  }
  throw new Error(`Process ${pid} does not end, not even by ${signals.at(-1)}`);
}
