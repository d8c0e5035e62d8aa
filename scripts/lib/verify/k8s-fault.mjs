// `node k8s-fault.mjs NAMESPACE NUMBER`: kills one pod of DJAMMS or of its servers without a word; which one and how
// follow from the number. Says what it did in one line.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const [namespace, text] = process.argv.slice(2);
const number = Number(text);
const kubectl = (...args) => promisify(execFile)('kubectl', ['-n', namespace, ...args]);

const selector = 'app.kubernetes.io/component in (service, data)';
const { stdout } = await kubectl('get', 'pods', '-l', selector, '--field-selector=status.phase=Running', '-o', 'json');
const pods = JSON.parse(stdout)
  .items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
const { metadata } = pods[number % pods.length];
const isService = metadata.labels['app.kubernetes.io/component'] === 'service';

if (isService && Math.floor(number / pods.length) % 2 === 0) {
  // Every process in the container but the first, which ends with them; the shell that does it ends too.
  await kubectl('exec', metadata.name, '--', 'sh', '-c', 'kill -9 -1').catch(() => undefined);
  process.stdout.write(`${metadata.name}: processes killed\n`);
} else {
  await kubectl('delete', 'pod', metadata.name, '--grace-period=0', '--force', '--wait=false');
  process.stdout.write(`${metadata.name} deleted at once\n`);
}
