import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readUrls } from '@djamms/testing';
import { describeReport } from './report';
import { startTraffic } from './traffic';

/**
 * `npm run traffic -- --url http://127.0.0.1:3000[,…] [--seconds N] [--report FILE.json] [--quiet]`: runs for N
 * seconds, or until Ctrl-C or SIGTERM. Ends with 1 when anything failed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      seconds: { type: 'string' },
      report: { type: 'string' },
      quiet: { type: 'boolean', default: false },
    },
  });
  const seconds = values.seconds === undefined ? null : Number(values.seconds);
  if (values.url === undefined || (seconds !== null && !(seconds > 0)))
    throw new Error('Name the system, and for how long: --url http://127.0.0.1:3000 --seconds 60');
  const say = (line: string): void => void (values.quiet || process.stderr.write(`${line}\n`));
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  say('Making two venues');
  const traffic = await startTraffic({ urls: readUrls(values.url) });
  // Others wait for this line before they do anything to the system.
  process.stdout.write('Traffic is on\n');
  const end = { signal: stopping.signal };
  await (seconds === null ? aborted(stopping.signal) : sleep(seconds * 1_000, undefined, end).catch(() => undefined));
  say('Coming to the end');
  const report = await traffic.stop();
  if (values.report !== undefined) await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`);
  if (!values.quiet) process.stdout.write(`${describeReport(report)}\n`);
  process.exitCode = report.failed > 0 ? 1 : 0;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    // The timer keeps the process alive.
    const alive = setInterval(() => undefined, 1_000_000);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve();
    });
  });

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
