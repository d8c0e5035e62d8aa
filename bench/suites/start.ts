import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@djamms/embedded';
import { eventually, makeDataFolder, removeDataFolder, RestClient } from '@djamms/testing';
import { processTree, residentMb, treeMemory } from '../lib/memory';
import { row, type Row } from '../lib/result';
import { median } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';

const root = resolve(__dirname, '../..');
const pollMs = 20;
const megabytes = (sizes: Map<string, number>): number => [...sizes.values()].reduce((sum, size) => sum + size, 0);

/** `npm start` on a folder that has been used before, and what the system holds when nobody does anything. */
export const start: Suite = async (options) => {
  const dataFolder = await makeDataFolder();
  try {
    // The first start makes the database; the owner makes sure that there is something in it.
    await withStarted(dataFolder, async ({ url }) => void (await new RestClient(url).registerOwner()));
    const rows = [...(await startTimes(dataFolder, options))];
    const idle = await idleMemory(dataFolder, options);
    return {
      rows: [...rows, ...idle.rows],
      notes: [
        'From `npm start` until /health/ready says 200 and the web page has come, on a built checkout and an existing ' +
          'data folder. The baseline is `npm run` of a Node program that does nothing.',
        `At rest: ${idle.parts}. Proportional set sizes, summed over all processes that npm start has started; the ` +
          'program code of Node is shared with the benchmark itself, so that the truth lies between the two rows.',
      ],
    };
  } finally {
    await removeDataFolder(dataFolder);
  }
};

interface Started {
  url: string;
  child: ChildProcess;
  seconds: number;
}

async function startTimes(dataFolder: string, { quick, say }: SuiteOptions): Promise<Row[]> {
  const [ours, npm]: [number[], number[]] = [[], []];
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    say(`Start ${round + 1}`);
    npm.push(await nothingByNpm());
    await withStarted(dataFolder, async ({ seconds }) => void ours.push(seconds));
  }
  return [
    row({
      what: 'npm start until the first answers',
      unit: 's',
      rounds: ours,
      baseline: { what: 'npm alone', rounds: npm },
      aim: { of: 'measured', better: 'lower', value: 6 },
    }),
  ];
}

async function withStarted<T>(dataFolder: string, work: (started: Started) => Promise<T>): Promise<T> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  // A process group of its own, so that Ctrl-C can be sent to npm and the system as a terminal does.
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, DJAMMS_DATA: dataFolder, PORT: String(port) },
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise((settle) => child.once('exit', settle));
  try {
    await answering(`${url}/health/ready`);
    await answering(`${url}/`);
    return await work({ url, child, seconds: (performance.now() - startedAt) / 1000 });
  } finally {
    const tree = await processTree(child.pid ?? 0);
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended;
    // npm may end before what it started.
    await eventually(() => {
      if (tree.some(isAlive)) throw new Error('Parts of the system have not ended');
    });
  }
}

async function answering(url: string): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += pollMs) {
    const status = await fetch(url).then(
      async (answer) => (await answer.arrayBuffer(), answer.status),
      () => 0,
    );
    if (status === 200) return;
    await sleep(pollMs);
  }
  throw new Error(`${url} does not answer`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function nothingByNpm(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn('npm', ['exec', '--offline', '--', 'node', '-e', '0'], { cwd: root, stdio: 'ignore' });
  await new Promise((settle) => child.once('exit', settle));
  return (performance.now() - startedAt) / 1000;
}

async function idleMemory(dataFolder: string, { quick, say }: SuiteOptions): Promise<{ rows: Row[]; parts: string }> {
  const restSeconds = quick ? 5 : 30;
  say(`At rest for ${restSeconds} s`);
  return withStarted(dataFolder, async ({ child }) => {
    await sleep(restSeconds * 1000);
    const samples = [];
    for (let sample = 0; sample < 3; sample++) {
      samples.push(await treeMemory(child.pid ?? 0));
      await sleep(1_000);
    }
    const parts = [...(samples[0] ?? [])].map(([name, size]) => `${name} ${Math.round(size)} MB`).join(', ');
    const measured = row({
      what: `memory of the whole system ${restSeconds} s after its start`,
      unit: 'MB',
      rounds: samples.map(megabytes),
      aim: { of: 'measured', better: 'lower', value: 600 },
      combine: median,
    });
    const upper = row({
      what: 'the same, with what processes share counted for each of them',
      unit: 'MB',
      rounds: [megabytes(await treeMemory(child.pid ?? 0, residentMb))],
    });
    return { rows: [measured, upper], parts };
  });
}
