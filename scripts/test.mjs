// `npm test [filter]`: everything that proves the system, with what it needs installed and built first. The last
// line of the output is the count.
import { readdirSync } from 'node:fs';
import { NoElasticsearch, ensureElasticsearch } from './lib/elasticsearch.mjs';
import { JestRun } from './lib/jest-run.mjs';
import { prepare, say } from './lib/prepare.mjs';
import { inRoot } from './lib/paths.mjs';
import { ensureTestPrograms } from './lib/test-programs.mjs';

const filter = process.argv.slice(2);
// Ctrl-C reaches Jest by itself; we wait for it to clean up.
process.on('SIGINT', () => undefined);

await prepare();
await ensureTestPrograms(['nats-server', 'ffmpeg', 'ffprobe', 'chromium']);
const tests = new JestRun(filter);
const notRun = [];
// Whole systems of eight processes and a browser: one at a time on a small machine.
await tests.run(['unit', 'integration'], ['--maxWorkers=2']);
await runElasticsearchTests();
await tests.run(['e2e'], ['--runInBand']);
for (const line of notRun) say(line);
tests.report();

/** They need a program that is no part of the product, and that not every machine can have. */
async function runElasticsearchTests() {
  const folder = 'apps/search/test/elasticsearch';
  const names = readdirSync(inRoot(folder)).filter((name) => name.endsWith('.int-spec.ts'));
  const paths = names.map((name) => `/${folder}/${name}`);
  if (filter.length > 0 && !paths.some((path) => filter.some((part) => path.includes(part)))) return;
  try {
    const { home, java } = await ensureElasticsearch(say);
    await tests.run(['elasticsearch'], ['--runInBand'], { DJAMMS_TEST_ELASTICSEARCH: home, DJAMMS_TEST_JAVA: java });
  } catch (error) {
    if (!(error instanceof NoElasticsearch)) throw error;
    notRun.push(`The tests against Elasticsearch were not run: ${error.message}`);
  }
}
