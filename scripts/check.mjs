// `npm run check`: everything about the code that can be said without running it.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { prepare } from './lib/prepare.mjs';
import { inRoot, tool } from './lib/paths.mjs';
import { collect } from './lib/run.mjs';

await prepare();

const checks = [
  {
    name: 'lint',
    script: tool('eslint/bin/eslint.js'),
    args: ['.', '--max-warnings=0', '--cache', '--cache-location', 'node_modules/.cache/eslint/'],
  },
  { name: 'types', script: tool('typescript/bin/tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of the web app',
    script: tool('typescript/bin/tsc'),
    args: ['--noEmit', '-p', 'apps/web/tsconfig.json'],
  },
  {
    name: 'dependency rules',
    script: tool('dependency-cruiser/bin/dependency-cruise.mjs'),
    args: [
      ...['apps', 'libs', 'test', 'bench'].filter((folder) => existsSync(inRoot(folder))),
      '--config',
      '.dependency-cruiser.cjs',
    ],
  },
  {
    name: 'formatting',
    script: tool('prettier/bin/prettier.cjs'),
    args: ['--check', '.', '--log-level=warn', '--cache', '--cache-location=node_modules/.cache/prettier-check/cache'],
  },
  { name: 'containers', script: inRoot('scripts/check-docker.mjs'), args: [] },
  { name: 'generated files', script: inRoot('scripts/generate.mjs'), args: ['--check'] },
  { name: 'compatibility', script: inRoot('scripts/check-compatibility.mjs'), args: [] },
];

let failed = 0;
const waiting = [...checks];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
process.stdout.write(failed === 0 ? 'All checks passed\n' : `${failed} of ${checks.length} checks failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function work() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await one(check);
}

async function one({ name, script, args }) {
  const startedAt = performance.now();
  const { code, output } = await collect(script, args);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(24)} ${seconds} s\n`);
  if (code === 0) return;
  failed += 1;
  process.stdout.write(`${output.trimEnd()}\n\n`);
}
