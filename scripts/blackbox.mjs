// `npm run blackbox -- --url http://127.0.0.1:3000[,http://127.0.0.1:3001] [filter]`: the end-to-end tests that need
// no more of a system than its address, against one that runs already. The last line of the output is the count.
import { parseArgs } from 'node:util';
import { JestRun } from './lib/jest-run.mjs';
import { prepare, say } from './lib/prepare.mjs';
import { ensureTestPrograms } from './lib/test-programs.mjs';

const { values, positionals } = parseArgs({ options: { url: { type: 'string' } }, allowPositionals: true });
if (values.url === undefined) {
  say('Name the system: npm run blackbox -- --url http://127.0.0.1:3000');
  process.exit(2);
}
// Ctrl-C reaches Jest by itself; we wait for it to clean up.
process.on('SIGINT', () => undefined);

await prepare();
await ensureTestPrograms(['chromium']);
const tests = new JestRun(positionals);
await tests.run(['blackbox'], ['--runInBand'], { DJAMMS_TEST_URLS: values.url });
tests.report();
