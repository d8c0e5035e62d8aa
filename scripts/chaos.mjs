// `npm run chaos -- --minutes 5 --seed 7`: clients at work while everything is killed and started again; then the check.
import { inRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

await prepare();
// Ctrl-C reaches the run by itself; it ends what it started.
process.on('SIGINT', () => undefined);
process.exitCode = await run(process.execPath, [
  '--enable-source-maps',
  '-r',
  inRoot('bench/register.cjs'),
  inRoot('test/chaos/main.ts'),
  ...process.argv.slice(2),
]);
