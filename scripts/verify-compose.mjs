// `npm run verify:compose`: builds the images, brings the whole system up with Docker Compose, and holds it to what
// docs/operations.md promises. Needs Docker with Compose 2.24 or newer, 6 GB of memory, and some twenty minutes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Commands, StepFailed } from './lib/verify/commands.mjs';
import { ComposeSystem, processes, servers } from './lib/verify/compose.mjs';
import { checkKeepsake, leaveKeepsake } from './lib/verify/keepsake.mjs';
import { Report } from './lib/verify/report.mjs';
import { inWords, runBlackBox, underTraffic } from './lib/verify/suites.mjs';
import { untilGatewayReady } from './lib/verify/waiting.mjs';

const usage = `npm run verify:compose -- [options]
  --report FILE           the table as Markdown
  --build-network NAME    network of the build's steps, such as host where bridges have no way out
  --port N                where to publish the gateway (default: a free one)
  --skip STEP,…           leave out: build, blackbox, traffic, servers
  --keep                  leave the system running\n`;
const { values: options } = readOptions();
const skipped = new Set(options.skip.split(',').filter(Boolean));

const folder = mkdtempSync(join(tmpdir(), 'djamms-compose-'));
const port = options.port === undefined ? await freePort() : Number(options.port);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const environment = { DJAMMS_PORT: String(port), DJAMMS_ADDRESS: '127.0.0.1', DJAMMS_VERSION: version };
const commands = new Commands(join(folder, 'log'), environment);
const name = `djamms-verify-${process.pid}`;
const system = new ComposeSystem(commands, { name, port, folder, buildNetwork: options['build-network'] });
const report = new Report(`DJAMMS ${version} with Docker Compose, as measured`);

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
  await refusesWithoutSecrets();
  await system.prepare();
  await buildImages();
  report.step('up, from nothing to every check content', true, seconds(await system.up()));
  await lookInside();
  await restAndMeasure();
  const keepsake = await leaveKeepsake(system.url);
  await blackBox('black box');
  await stopAndStart(keepsake);
  await recreate(keepsake);
  await system.scaleServices(2);
  report.step('services scaled to two', true, `${(await system.containers()).length} containers`);
  await blackBox('black box, two of each service');
  await restartUnderTraffic();
  await restartServers(keepsake);
}

async function refusesWithoutSecrets() {
  const empty = join(folder, 'empty.env');
  writeFileSync(empty, '');
  const file = new URL('../docker/compose.yaml', import.meta.url).pathname;
  const { code, stderr } = await commands.run('docker', ['compose', '--env-file', empty, '-f', file, 'config', '-q']);
  const told = stderr.includes('run docker/make-secrets.sh first');
  report.step('a start without secrets says what to run', code !== 0 && told, told ? 'it does' : stderr.trim());
}

async function buildImages() {
  if (!skipped.has('build')) {
    const startedAt = performance.now();
    await system.build();
    report.step('images built', true, seconds((performance.now() - startedAt) / 1000));
  }
  const images = [`djamms/service:${version}`, `djamms/file:${version}`];
  const sizes = (await system.inspect('image', images, '{{.Size}}')).trim().split('\n');
  const rows = images.map((image, index) => [image, `${Math.round(Number(sizes[index]) / 1e6)} MB`]);
  report.table('Images', ['image', 'size'], rows);
}

/** What the containers may do, asked of the processes themselves. */
async function lookInside() {
  const inside = (service, ...args) =>
    commands.run('docker', ['compose', ...system.project(), 'exec', '-T', service, ...args]);
  const users = await Promise.all(processes.map((service) => inside(service, 'id', '-u')));
  report.step(
    'nobody is root',
    users.every(({ stdout }) => stdout.trim() === '1000'),
    users.map(({ stdout }) => stdout.trim()).join(' '),
  );
  const writes = await Promise.all(processes.map((service) => inside(service, 'sh', '-c', 'echo x > /app/x')));
  report.step(
    'nothing can be written beside the program',
    writes.every(({ code }) => code !== 0),
    `${writes.length} asked`,
  );
  const tools = await inside('gateway', 'sh', '-c', 'command -v npm npx gcc make ffmpeg');
  report.step('no npm, compiler or ffmpeg in the service image', tools.stdout === '', tools.stdout.trim() || 'none');
  const ffmpeg = await inside('file', 'ffmpeg', '-version');
  report.step('ffmpeg in the file image', ffmpeg.code === 0, ffmpeg.stdout.split('\n')[0]);
}

async function restAndMeasure() {
  await sleep(20_000);
  const memory = await system.memory();
  report.table(
    'Memory at rest',
    ['container', 'used', 'limit'],
    memory.map(([full, ...rest]) => [full.replace(`${name}-`, ''), ...rest]),
  );
}

async function blackBox(title) {
  if (skipped.has('blackbox')) return;
  const { ok, result } = await runBlackBox(commands, [system.url]);
  report.step(title, ok, result);
}

async function stopAndStart(keepsake) {
  await system.compose(['stop'], { seconds: 180 });
  const ended = (await system.containers()).filter(({ service }) => processes.includes(service));
  const codes = ended.map(({ exitCode }) => exitCode);
  report.step(
    'stop: every process ends with 0',
    codes.every((code) => code === 0),
    codes.join(' '),
  );
  const took = await system.up();
  await checkKeepsake(system.url, keepsake);
  report.step('stop and start: account, playlist, track are there', true, `up again in ${seconds(took)}`);
}

async function recreate(keepsake) {
  await system.compose(['down'], { seconds: 180 });
  const took = await system.up();
  await checkKeepsake(system.url, keepsake);
  report.step('down and up: account, playlist, track are there', true, `up again in ${seconds(took)}`);
}

/** One after another, each only when the one before is well again. */
async function restartUnderTraffic() {
  if (skipped.has('traffic')) return;
  const containers = (await system.containers()).filter(
    ({ service }) => processes.includes(service) && service !== 'gateway',
  );
  const { ok, account } = await underTraffic(commands, [system.url], join(folder, 'traffic.json'), async () => {
    await sleep(10_000);
    for (const container of containers) {
      await system.restart(container.name);
      await system.untilHealthy();
    }
  });
  report.step(`${containers.length} containers restarted in turn under traffic`, ok, inWords(account));
  const failures = account.failures.map(({ time, kind, where, what }) => [time.slice(11, 19), kind, where, what]);
  if (failures.length > 0) report.table('What the clients noticed', ['time', 'kind', 'where', 'what'], failures);
}

/** Of these there is one each: requests fail meanwhile; what counts is that all comes back by itself. */
async function restartServers(keepsake) {
  if (skipped.has('servers')) return;
  for (const service of ['gateway', ...servers]) {
    const { name: container } = (await system.containers()).find((found) => found.service === service);
    const startedAt = performance.now();
    await system.restart(container);
    await system.untilHealthy();
    await untilGatewayReady(system.url);
    const took = (performance.now() - startedAt) / 1000;
    await checkKeepsake(system.url, keepsake);
    report.step(`${service} restarted: all comes back by itself`, true, `${seconds(took)} until all are healthy`);
  }
}

function seconds(value) {
  return `${value.toFixed(1)} s`;
}

function end() {
  ending ??= tidy();
  return ending;
}

async function tidy() {
  if (report.failed > 0) await commands.run('docker', ['compose', ...system.project(), 'logs', '--tail', '200']);
  if (options.keep)
    return void process.stdout.write(`Left running: ${system.url}, project ${name}, secrets ${system.secrets}\n`);
  await system.remove();
  if (report.failed === 0) rmSync(folder, { recursive: true, force: true });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const found = server.address().port;
      server.close(() => resolve(found));
    });
  });
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        report: { type: 'string' },
        'build-network': { type: 'string' },
        port: { type: 'string' },
        skip: { type: 'string', default: '' },
        keep: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error.message}\n${usage}`);
    return process.exit(2);
  }
}
