import { statSync } from 'node:fs';
import { contentPrint, readStamp, writeStamp } from './fingerprint.mjs';
import { inRoot } from './paths.mjs';
import { run, runNode, ToolFailed } from './run.mjs';

const stamp = 'node_modules/.djamms-installed';

/** Installs the dependencies that package-lock.json names, unless they are there. */
export async function ensureInstalled(say) {
  const wanted = contentPrint('package-lock.json');
  if (readStamp(stamp) === wanted) return;
  if (!installedByHand()) {
    say('Installing dependencies');
    // The build needs the development dependencies too, whatever NODE_ENV says.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const npm = process.env.npm_execpath;
    const code = npm?.endsWith('.js') ? await runNode(npm, args) : await run('npm', args);
    if (code !== 0) throw new ToolFailed('The dependencies could not be installed; npm says above why.');
  }
  writeStamp(stamp, wanted);
}

/** npm writes this file last; when it is newer than the lock file, somebody ran npm since. */
function installedByHand() {
  const installed = statSync(inRoot('node_modules/.package-lock.json'), { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync(inRoot('package-lock.json')).mtimeMs;
}
