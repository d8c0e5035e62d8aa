// `npm run bench`: measures the system beside its baselines and writes bench/results and docs/benchmarks.md.
// `--quick` for a short run, `--only rest,stream` for some of it (see docs/benchmarks.md).
import { inRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

await prepare();
// Ctrl-C reaches the benchmarks by itself; they end what they started.
process.on('SIGINT', () => undefined);
process.exitCode = await run(process.execPath, [
  '--enable-source-maps',
  '-r',
  inRoot('bench/register.cjs'),
  inRoot('bench/run.ts'),
  ...process.argv.slice(2),
]);
