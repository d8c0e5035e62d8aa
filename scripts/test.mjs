// `npm test [filter]`: everything that proves the system, with what it needs installed and built first. The last
// line of the output is the count.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoElasticsearch, ensureElasticsearch } from './lib/elasticsearch.mjs';
import { orExit, prepare, say } from './lib/prepare.mjs';
import { inRoot, tool } from './lib/paths.mjs';
import { runNode, ToolFailed } from './lib/run.mjs';

const filter = process.argv.slice(2);
const results = mkdtempSync(join(tmpdir(), 'djamms-results-'));
// Ctrl-C reaches Jest by itself; we wait for it to clean up.
process.on('SIGINT', () => undefined);

await prepare();
await ensureTestPrograms();
const totals = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];
// Whole systems of eight processes and a browser: one at a time on a small machine.
await runTests(['unit', 'integration'], ['--maxWorkers=2']);
await runElasticsearchTests();
await runTests(['e2e'], ['--runInBand']);
rmSync(results, { recursive: true, force: true });
report();

async function ensureTestPrograms() {
  const { ensurePrograms } = await import(new URL('../dist/libs/embedded/src/index.js', import.meta.url).href);
  await orExit(() =>
    ensurePrograms(['nats-server', 'ffmpeg', 'ffprobe', 'chromium'], say).catch((error) => {
      throw new ToolFailed(error.message);
    }),
  );
}

/** They need a program that is no part of the product, and that not every machine can have. */
async function runElasticsearchTests() {
  const folder = 'apps/search/test/elasticsearch';
  const tests = readdirSync(inRoot(folder)).filter((name) => name.endsWith('.int-spec.ts'));
  const paths = tests.map((name) => `/${folder}/${name}`);
  if (filter.length > 0 && !paths.some((path) => filter.some((part) => path.includes(part)))) return;
  try {
    const { home, java } = await ensureElasticsearch(say);
    await runTests(['elasticsearch'], ['--runInBand'], { DJAMMS_TEST_ELASTICSEARCH: home, DJAMMS_TEST_JAVA: java });
  } catch (error) {
    if (!(error instanceof NoElasticsearch)) throw error;
    notRun.push(`The tests against Elasticsearch were not run: ${error.message}`);
  }
}

async function runTests(projects, options, env = {}) {
  const outputFile = join(results, `${projects.join('-')}.json`);
  const args = [
    '--selectProjects',
    ...projects,
    '--passWithNoTests',
    '--json',
    `--outputFile=${outputFile}`,
    ...options,
  ];
  const code = await runNode(tool('jest/bin/jest.js'), [...args, ...(filter.length > 0 ? ['--', ...filter] : [])], {
    // With --json Jest prints the result on standard output too.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  add(read(outputFile), code);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function add(result, code) {
  if (result === null) return void (totals.failed += 1);
  totals.passed += result.numPassedTests;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  // A file that cannot even be loaded has no tests that could fail; neither has a run that fails as a whole.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  totals.failed += failed === 0 && code !== 0 ? 1 : failed;
}

function report() {
  const { passed, failed, skipped } = totals;
  for (const line of notRun) say(line);
  const nothing = passed + failed === 0;
  if (nothing) say(`No test matches ${filter.join(' ')}`);
  process.exitCode = failed > 0 || nothing ? 1 : 0;
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
}
