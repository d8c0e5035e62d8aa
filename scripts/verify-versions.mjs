// `npm run verify:versions -- [--previous DIR | --commit REF]`: the last version and this one side by side, rolled
// forward and back while clients must not notice. DIR is a checkout that is built already; without it, REF (the last
// commit unless given) is checked out and built in a temporary folder.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot, root } from './lib/paths.mjs';
import { prepare, say } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

const { values } = parseArgs({
  options: { previous: { type: 'string' }, commit: { type: 'string', default: 'HEAD~1' } },
});
process.on('SIGINT', () => undefined);
await prepare();
const folder = values.previous ?? (await checkOut(values.commit));
try {
  const script = inRoot('test/rollout/two-versions.ts');
  process.exitCode = await run(process.execPath, ['-r', inRoot('bench/register.cjs'), script, folder]);
} finally {
  if (values.previous === undefined) git('worktree', 'remove', '--force', folder);
}

async function checkOut(commit) {
  const place = join(mkdtempSync(join(tmpdir(), 'djamms-previous-')), 'djamms');
  git('worktree', 'add', '--detach', place, commit);
  const lockOf = (checkout) => readFileSync(join(checkout, 'package-lock.json'), 'utf8');
  // With the same lock file these are its dependencies too; with another one its own build installs them.
  if (lockOf(place) === lockOf(root)) symlinkSync(inRoot('node_modules'), join(place, 'node_modules'));
  say(`Building ${commit}`);
  const code = await run(process.execPath, [join(place, 'scripts/build.mjs')], { cwd: place });
  if (code !== 0) {
    git('worktree', 'remove', '--force', place);
    throw new Error(`${commit} could not be built`);
  }
  return place;
}

function git(...args) {
  execFileSync('git', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
