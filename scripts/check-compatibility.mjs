// `npm run check:compatibility`: names what this version changed that the last release, running beside it while it is
// rolled out, would stumble over. `-- --against v0.1.0` (any git ref) or a snapshot's file compares with another one.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contractBreaks } from './lib/compatibility/contracts.mjs';
import { migrationBreaks } from './lib/compatibility/migrations.mjs';
import { migrationFiles } from './generate-contracts.mjs';
import { inRoot, root } from './lib/paths.mjs';

const snapshot = 'docs/generated/contracts.json';
const { values } = parseArgs({
  options: { against: { type: 'string', default: inRoot('docs/generated/released/contracts.json') } },
});

const released = JSON.parse(textOf(values.against));
const current = JSON.parse(readFileSync(inRoot(snapshot), 'utf8'));
const breaks = [...contractBreaks(released, current), ...migrationBreaks(released, migrationFiles())];
for (const { where, what } of breaks) process.stdout.write(`${where}: ${what}\n`);
process.stdout.write(
  breaks.length === 0
    ? `Nothing breaks ${released.version}\n`
    : `\n${breaks.length} ${breaks.length === 1 ? 'change breaks' : 'changes break'} ${released.version}. CONTRIBUTING.md, “Change a contract”, says what to do instead.\n`,
);
process.exitCode = breaks.length === 0 ? 0 : 1;

function textOf(against) {
  if (existsSync(against)) return readFileSync(against, 'utf8');
  return execFileSync('git', ['show', `${against}:${snapshot}`], { cwd: root, encoding: 'utf8', maxBuffer: 1e9 });
}
