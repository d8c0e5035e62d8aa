// `npm run verify:k8s`: builds the images, brings the development overlay up in a namespace of its own on the cluster
// that kubectl speaks to, and holds it to what docs/operations.md promises. Needs Docker, kubectl, and a cluster for
// throwing away with 6 GB of memory to spare; takes some forty minutes.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inRoot } from './lib/paths.mjs';
import { Background } from './lib/verify/background.mjs';
import { Commands, StepFailed } from './lib/verify/commands.mjs';
import { ClusterSystem, deployments } from './lib/verify/k8s.mjs';
import { buildImages, checkOut, imagesOf } from './lib/verify/k8s-images.mjs';
import { Report } from './lib/verify/report.mjs';
import { runBlackBox } from './lib/verify/suites.mjs';

const usage = `npm run verify:k8s -- [options]
  --report FILE           the table as Markdown
  --load PROGRAM          called with the names of images, brings them from Docker into the cluster
  --tag TAG               images that are there already, in place of building them
  --previous COMMIT       the version beside the new one (default: HEAD^)
  --previous-tag TAG      its images, where they are there already
  --build-network NAME    network of the build's steps, such as host where bridges have no way out
  --storage FOLDER        for clusters without a storage class: a folder on its only node, which is this machine
  --url URL               how the Service of the gateways is reached, such as a node port or a load balancer
                          (default: its cluster address, where this machine has a way to it)
  --skip STEP,…           leave out: blackbox, restart, chaos, versions
  --keep                  leave the namespace there\n`;
const options = readOptions();
const skipped = new Set(options.skip.split(',').filter(Boolean));

const id = randomBytes(4).toString('hex');
const namespace = `djamms-verify-${id}`;
const folder = mkdtempSync(join(tmpdir(), `${namespace}-`));
const commands = new Commands(join(folder, 'log'));
const tag = options.tag ?? `verify-${id}`;
const system = new ClusterSystem(commands, { namespace, folder, tag, storage: options.storage });
const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
const report = new Report(`DJAMMS ${version} in a cluster, as measured`);
const started = [];

let ending;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end().then(() => process.exit(1)));
try {
  await verify();
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  report.step('the run', false, error.message);
} finally {
  await end();
}
if (options.report !== undefined) report.write(options.report);
process.stdout.write(
  report.failed === 0 ? 'Everything is as it must be\n' : `${report.failed} failed; log: ${folder}/log\n`,
);
process.exitCode = report.failed === 0 ? 0 : 1;

async function verify() {
  if (options.tag === undefined) await timed('images built', () => build('HEAD', tag, inRoot()));
  await load(tag);
  await timed('kubectl apply -k, until all have rolled out', () => system.install());
  await jobsAreDone();
  await blackBox('black box, one of each');
  await timed('every service scaled to two', () => system.scale(2));
  await blackBox('black box, two of each');
  report.table('Memory after the black box, two of each', ['service', 'resident', 'limit'], await system.memory());
  const url = options.url ?? (await system.serviceUrl());
  if (!skipped.has('restart')) await restartUnderTraffic(url);
  if (!skipped.has('versions')) await twoVersions(url);
  if (!skipped.has('chaos')) await chaos(url);
}

/** As it is in the working tree for HEAD, else as it was committed. */
async function build(commit, name, source) {
  const revision = (await commands.output('git', ['rev-parse', commit])).trim();
  await buildImages(commands, { tag: name, revision, source, network: options['build-network'] });
}

async function load(name) {
  if (options.load === undefined) return;
  const [program, ...args] = options.load.split(' ');
  await commands.output(program, [...args, ...imagesOf(name)], { seconds: 600 });
}

async function jobsAreDone() {
  const { items } = await system.json(['get', 'jobs']);
  const done = items.filter(({ status }) => status.succeeded === 1).map(({ metadata }) => metadata.name);
  report.step('Jobs have made the secrets and the schemas', items.length === 2 && done.length === 2, done.join(', '));
}

/** Through a port-forward to each of the gateways. */
async function blackBox(title) {
  if (skipped.has('blackbox')) return;
  const gateways = (await system.pods()).filter(({ deployment }) => deployment === 'gateway');
  const doors = await Promise.all(gateways.map(({ name }) => forward(name)));
  const { ok, result } = await runBlackBox(
    commands,
    doors.map(({ url }) => url),
  );
  await Promise.all(doors.map(({ background }) => background.stop()));
  report.step(title, ok, `${result}, through ${doors.length} gateway${doors.length === 1 ? '' : 's'}`);
}

async function forward(pod) {
  const args = ['-n', namespace, 'port-forward', '--address', '127.0.0.1', `pod/${pod}`, ':3000'];
  const background = await Background.start(commands, 'kubectl', args, /Forwarding from 127\.0\.0\.1:\d+/);
  started.push(background);
  return { background, url: `http://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(background.said)[1]}` };
}

async function restartUnderTraffic(url) {
  await underTraffic(`${deployments.length} Deployments restarted in turn`, url, async () => {
    for (const name of deployments) await system.restart(name);
  });
}

/** The previous version beside the new one, service by service, to the last; and back. */
async function twoVersions(url) {
  const previous = options['previous-tag'] ?? `${tag}-previous`;
  if (options['previous-tag'] === undefined) {
    const source = join(folder, 'previous');
    await checkOut(commands, options.previous, source);
    await timed(`images of ${options.previous} built`, () => build(options.previous, previous, source));
  }
  await load(previous);
  await underTraffic('every service to the previous version, in turn', url, () => changeAll(previous));
  await underTraffic('and forth to the new one', url, () => changeAll(tag));
}

async function changeAll(to) {
  for (const name of deployments) await system.setVersion(name, to);
}

/** @param {() => Promise<void>} during what clients must not notice */
async function underTraffic(title, url, during) {
  const reportFile = join(folder, 'traffic.json');
  const program = [inRoot('scripts/traffic.mjs'), '--url', url, '--report', reportFile];
  const traffic = await Background.start(commands, process.execPath, program, /^Traffic is on$/m, {
    // It builds first what has changed.
    seconds: 600,
  });
  started.push(traffic);
  await sleep(5_000);
  const startedAt = performance.now();
  await during();
  const took = (performance.now() - startedAt) / 1000;
  await sleep(5_000);
  const code = await traffic.stop();
  const { totals, failed, sockets, player } = JSON.parse(readFileSync(reportFile, 'utf8'));
  const requests = Object.values(totals).reduce((sum, { requests: count }) => sum + count, 0);
  const backInTime = sockets.longestBackMs <= 2_000;
  const inWords = [
    `${failed} of ${requests} requests failed in ${took.toFixed(0)} s`,
    `${sockets.count} sockets, ${sockets.reconnects} reconnects, right again after ${sockets.longestBackMs} ms at most`,
    `${player.songs} songs, ${player.skipped} skipped, ${player.repeated} repeated`,
  ];
  report.step(title, code === 0 && failed === 0 && backInTime, inWords.join('; '));
}

/** Pods killed without a word, by the same tool and with the same history checker as on one machine. */
async function chaos(url) {
  const fault = join(folder, 'fault');
  const program = inRoot('scripts/lib/verify/k8s-fault.mjs');
  writeFileSync(fault, `#!/bin/sh\nexec '${process.execPath}' '${program}' ${namespace} "$1"\n`, { mode: 0o755 });
  const args = [inRoot('scripts/chaos.mjs'), '--url', url, '--minutes', '2', '--fault-program', fault];
  const { code, stdout } = await commands.run(process.execPath, args, { seconds: 600 });
  const said = stdout.trim().split('\n').at(-1);
  report.step('pods killed at random for two minutes', code === 0, said);
}

async function timed(title, work) {
  const startedAt = performance.now();
  await work();
  report.step(title, true, `${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}

function end() {
  ending ??= tidy();
  return ending;
}

async function tidy() {
  await Promise.all(started.map((background) => background.stop()));
  if (report.failed > 0) await system.describe();
  if (options.keep) return void process.stdout.write(`Left there: namespace ${namespace}, log ${folder}/log\n`);
  await system.remove();
  if (report.failed === 0) rmSync(folder, { recursive: true, force: true });
}

function readOptions() {
  try {
    const text = { type: 'string' };
    const { values } = parseArgs({
      options: {
        report: text,
        load: text,
        tag: text,
        previous: { ...text, default: 'HEAD^' },
        'previous-tag': text,
        'build-network': text,
        storage: text,
        url: text,
        skip: { ...text, default: '' },
        keep: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${error.message}\n${usage}`);
    return process.exit(2);
  }
}
