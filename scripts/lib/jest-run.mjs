import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './prepare.mjs';
import { tool } from './paths.mjs';
import { runNode } from './run.mjs';

/** Runs Jest, once or several times, and counts; the last line of the output is the count. */
export class JestRun {
  totals = { passed: 0, failed: 0, skipped: 0 };

  /** @param {string[]} filter parts of the paths of the tests that are wanted; empty for all */
  constructor(filter) {
    this.filter = filter;
    this.results = mkdtempSync(join(tmpdir(), 'djamms-results-'));
  }

  async run(projects, options, env = {}) {
    const outputFile = join(this.results, `${projects.join('-')}.json`);
    const args = [
      '--selectProjects',
      ...projects,
      '--passWithNoTests',
      '--json',
      `--outputFile=${outputFile}`,
      ...options,
    ];
    const { filter } = this;
    const code = await runNode(tool('jest/bin/jest.js'), [...args, ...(filter.length > 0 ? ['--', ...filter] : [])], {
      // With --json Jest prints the result on standard output too.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.add(read(outputFile), code);
  }

  report() {
    rmSync(this.results, { recursive: true, force: true });
    const { passed, failed, skipped } = this.totals;
    const nothing = passed + failed === 0;
    if (nothing) say(`No test matches ${this.filter.join(' ')}`);
    process.exitCode = failed > 0 || nothing ? 1 : 0;
    process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  }

  add(result, code) {
    const { totals } = this;
    if (result === null) return void (totals.failed += 1);
    totals.passed += result.numPassedTests;
    totals.skipped += result.numPendingTests + result.numTodoTests;
    // A file that cannot even be loaded has no tests that could fail; neither has a run that fails as a whole.
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    totals.failed += failed === 0 && code !== 0 ? 1 : failed;
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
