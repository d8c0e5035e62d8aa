import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessEntry {
  pid: number;
  /** Its words joined by spaces. */
  command: string;
}

/** All processes of this machine whose command line holds `text`, this one aside. */
export async function processesWith(text: string): Promise<ProcessEntry[]> {
  const all = process.platform === 'linux' ? await fromProc() : await fromPs();
  return all.filter(({ pid, command }) => pid !== process.pid && command.includes(text));
}

/** Read from /proc, because a small Debian has no ps. */
async function fromProc(): Promise<ProcessEntry[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const entries = await Promise.all(
    pids.map(async (pid) => {
      const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, command: raw.split('\0').join(' ').trim() };
    }),
  );
  return entries.filter(({ command }) => command !== '');
}

async function fromPs(): Promise<ProcessEntry[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,command='], { maxBuffer: 16 * 1024 * 1024 });
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), command: match[2] ?? '' }] : []));
}
