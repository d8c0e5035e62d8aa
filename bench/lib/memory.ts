import { readFile, readdir, writeFile } from 'node:fs/promises';

const kilobytesPerMegabyte = 1024;

async function field(pid: number, file: string, name: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/${file}`, 'utf8');
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text);
  if (found === null) throw new Error(`/proc/${pid}/${file} does not tell ${name}`);
  return Number(found[1]) / kilobytesPerMegabyte;
}

/** Memory of one process that is in RAM now, MB. */
export const residentMb = (pid: number): Promise<number> => field(pid, 'status', 'VmRSS');

/** The most that was in RAM since the last reset, MB. */
export const peakResidentMb = (pid: number): Promise<number> => field(pid, 'status', 'VmHWM');

export const resetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5');

/** A process's own memory and its part of what it shares with others, MB; sums over processes are true sums. */
export const proportionalMb = (pid: number): Promise<number> => field(pid, 'smaps_rollup', 'Pss');

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The command's name, in parentheses, may hold spaces.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** A process and all that it has started, directly and indirectly. */
export async function processTree(root: number): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const parents = await Promise.all(pids.map((pid) => parentOf(pid).catch(() => 0)));
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size;) {
    before = tree.size;
    pids.forEach((pid, index) => tree.has(parents[index] ?? 0) && tree.add(pid));
  }
  return [...tree];
}

/** Where the memory of a tree is: MB by the program's name. `of` measures one process. */
export async function treeMemory(
  root: number,
  of: (pid: number) => Promise<number> = proportionalMb,
): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const pid of await processTree(root)) {
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    const size = await of(pid).catch(() => 0);
    sums.set(name, (sums.get(name) ?? 0) + size);
  }
  return sums;
}
