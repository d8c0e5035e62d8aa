// `npm run bench:search`: what each search engine finds of what people mean, and how fast (see docs/search.md).
// `--songs list.csv --tracks 32637,120000` for great libraries; `--only quality,latency,changes`;
// `--engine built-in`; `--seed 4`; `--quick`.
import { ensureElasticsearch, NoElasticsearch } from './lib/elasticsearch.mjs';
import { inRoot } from './lib/paths.mjs';
import { prepare, say } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { ensureTestPrograms } from './lib/test-programs.mjs';

await prepare();
await ensureTestPrograms(['nats-server', 'ffmpeg']);
process.on('SIGINT', () => undefined);
const args = process.argv.slice(2);
const environment = isBuiltInOnly(args) ? {} : await elasticsearch();
const without = environment === undefined ? ['--engine', 'built-in'] : [];
Object.assign(process.env, environment);
const register = inRoot('bench/register.cjs');
process.exitCode = await run(process.execPath, [
  '--enable-source-maps',
  '-r',
  register,
  inRoot('bench/search.ts'),
  ...args,
  ...without,
]);

async function elasticsearch() {
  try {
    const { home, java } = await ensureElasticsearch(say);
    return { DJAMMS_TEST_ELASTICSEARCH: home, DJAMMS_TEST_JAVA: java };
  } catch (error) {
    if (!(error instanceof NoElasticsearch)) throw error;
    say(`Elasticsearch is not measured: ${error.message}`);
    return undefined;
  }
}

/** Then no Elasticsearch is fetched. */
function isBuiltInOnly(given) {
  const at = given.indexOf('--engine');
  return given.includes('--engine=built-in') || (at >= 0 && given[at + 1] === 'built-in');
}
