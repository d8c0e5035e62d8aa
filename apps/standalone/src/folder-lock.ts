import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hasCode, startOf } from '@djamms/embedded';
import { StartError } from './start-error';

interface Holder {
  pid: number;
  /** Tells this process from a later one with the same pid. */
  start: string | null;
  port: number;
}

/** Makes sure that one DJAMMS at a time works in a data folder. A lock whose process is gone counts for nothing. */
export class FolderLock {
  private constructor(private readonly file: string) {}

  /** @throws StartError naming the process that holds the folder. */
  static async take(file: string, port: number): Promise<FolderLock> {
    const mark = JSON.stringify({ pid: process.pid, start: await startOf(process.pid), port } satisfies Holder);
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, mark, { mode: 0o600 });
    try {
      // A link appears whole or not at all, and fails when there is a lock already.
      while (!(await linkNew(draft, file))) await removeIfStale(file);
      return new FolderLock(file);
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** @throws StartError when a running process holds the folder. */
  static async refuseIfHeld(file: string): Promise<void> {
    const mark = await read(file);
    if (mark !== null) await holderIsGone(mark);
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

const read = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

async function removeIfStale(file: string): Promise<void> {
  const mark = await read(file);
  if (mark === null) return;
  await holderIsGone(mark);
  // Another start may have replaced the stale lock by its own just now: what was moved away is looked at again.
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  if ((await read(aside)) !== mark) await linkNew(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function holderIsGone(mark: string): Promise<void> {
  const holder = parse(mark);
  if (holder === null) return;
  const start = await startOf(holder.pid);
  if (start === null || start !== holder.start) return;
  throw new StartError(
    `DJAMMS is running on this data folder already (process ${holder.pid}).\n` +
      `Open http://localhost:${holder.port}, or start a second one on a folder and port of its own:\n` +
      `  DJAMMS_DATA=./.djamms-2 PORT=${holder.port + 1} npm start`,
  );
}

function parse(mark: string): Holder | null {
  try {
    const value: unknown = JSON.parse(mark);
    return typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number'
      ? (value as Holder)
      : null;
  } catch {
    return null;
  }
}
