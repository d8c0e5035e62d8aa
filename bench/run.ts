import { mkdirSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, untilQuiet } from './lib/machine';
import { report } from './lib/report';
import { Results, type SuiteResult } from './lib/result';
import { type Suite } from './lib/suite';
import { interruptWorkers } from './lib/worker';
import { writeFormatted } from './lib/write-formatted';
import { api } from './suites/api';
import { commands } from './suites/commands';
import { faces } from './suites/faces';
import { rest } from './suites/rest';
import { start } from './suites/start';
import { stream } from './suites/stream';
import { upload } from './suites/upload';
import { windows } from './suites/windows';

const suites: Record<string, Suite> = { rest, stream, upload, start, api, commands, windows, faces };
const resultsFolder = resolve(__dirname, 'results');
const kept = join(resultsFolder, 'latest.json');
const page = resolve(__dirname, '../docs/benchmarks.md');
const say = (line: string): void => void process.stderr.write(`  ${line}\n`);

// The first Ctrl-C lets everything that was started be stopped; one that is sent again ends us at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interruptWorkers);

void main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const { quick, only } = readArguments();
  for (const name of only) {
    const measured = await measure(name, quick);
    const results = await keep(name, measured, quick);
    process.stdout.write(`${report({ suites: { [name]: measured } }).split('## How')[0]}\n`);
    if (!quick) await writeFormatted(page, report(results));
  }
}

function readArguments(): { quick: boolean; only: string[] } {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const names = Object.keys(suites);
  const only = values.only?.split(',').map((name) => name.trim()) ?? names;
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no benchmark ${unknown.join(', ')}. There are ${names.join(', ')}.`);
  return { quick: values.quick, only };
}

async function measure(name: string, quick: boolean): Promise<SuiteResult> {
  const suite = suites[name];
  if (suite === undefined) throw new Error(`There is no benchmark ${name}`);
  process.stderr.write(`${name}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'djamms-bench-'));
  await chmod(folder, 0o711);
  if (!quick) await untilQuiet();
  const before = machine();
  const startedAt = performance.now();
  try {
    const { rows, notes } = await suite({ quick, folder, say });
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    return { measuredAt: new Date().toISOString(), seconds, quick, machine: before, notes, rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each suite's newest result stays until it is measured again; short runs are kept apart. */
async function keep(name: string, measured: SuiteResult, quick: boolean): Promise<Results> {
  const file = quick ? join(resultsFolder, 'quick.json') : kept;
  const known = await readFile(file, 'utf8').then(
    (text) => Results.parse(JSON.parse(text)),
    () => ({ suites: {} }),
  );
  const results = { suites: { ...known.suites, [name]: measured } };
  mkdirSync(resultsFolder, { recursive: true });
  await writeFormatted(file, JSON.stringify(results));
  return results;
}
