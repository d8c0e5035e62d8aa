import { resolve } from 'node:path';
import { Launcher, describe } from './launcher';
import { readSettings } from './settings';
import { Teardown } from './teardown';
import { Terminal } from './terminal';

/** npm passes Ctrl-C on, though the terminal has sent it to us already: what comes this soon is the same one. */
const sameKeyPressMs = 700;

const longestStopMs = 60_000;

process.setSourceMapsEnabled(true);
// Writing to a terminal that was closed must not cut the orderly stop short.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

/** Seen from `dist/apps/standalone/src`. */
const checkout = resolve(__dirname, '../../../..');
const terminal = new Terminal();
const teardown = new Teardown();
const stopping = new AbortController();
let firstSignalAt: number | undefined;
let starting: Promise<unknown> = Promise.resolve();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
process.on('uncaughtException', (error) => {
  process.stderr.write(`${describe(error)}\n`);
  void stop(1);
});
process.on('exit', () => teardown.abandon());

starting = run();

async function run(): Promise<void> {
  try {
    const settings = readSettings(process.env, process.cwd(), checkout);
    await new Launcher(settings, process.env, terminal, teardown, stopping.signal).start();
  } catch (error) {
    if (firstSignalAt !== undefined) return;
    process.stderr.write(`\n${describe(error)}\n`);
    await finish(1);
  }
}

function onSignal(): void {
  if (firstSignalAt === undefined) {
    firstSignalAt = performance.now();
    stopping.abort();
    terminal.line('\nStopping. Once more Ctrl-C ends it at once.');
    void stop(0);
  } else if (performance.now() - firstSignalAt > sameKeyPressMs) {
    process.exit(130);
  }
}

/** A start that is under way is waited for, so that nothing it is just making is left behind. */
async function stop(code: number): Promise<void> {
  await starting;
  await finish(code);
}

async function finish(code: number): Promise<void> {
  setTimeout(giveUp, longestStopMs).unref();
  const failures = await teardown.run();
  for (const failure of failures) process.stderr.write(`${String(failure)}\n`);
  if (firstSignalAt !== undefined && failures.length === 0) terminal.line('Stopped.');
  process.exit(failures.length > 0 ? 1 : code);
}

function giveUp(): void {
  process.stderr.write('Stopping takes too long; ending it now. Nothing that was stored is lost.\n');
  process.exit(1);
}
