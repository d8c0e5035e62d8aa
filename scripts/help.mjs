// `npm run help`: what there is to run. Fails when a script of package.json is not explained here.
import { readFileSync } from 'node:fs';

const explained = {
  start: 'the whole system in one process, on http://localhost:3000 (PORT, DJAMMS_DATA)',
  'start:<service>': 'one service as a process of its own (DATABASE_URL, NATS_URL, JWT_SECRET, ENCRYPTION_KEY)',
  dev: 'the system, started again at each change, and the web app with hot reload',
  test: 'all tests; `npm test -- playlist` runs those whose path matches',
  check: 'formatting, lint, types, dependency rules, generated files, compatibility with the last release',
  build: 'builds the services and the web app into dist/',
  bench: 'the benchmarks; results in bench/results and docs/',
  'bench:search': 'what search finds of what people mean, and how fast (--songs list.csv --tracks 120000 --seed 4)',
  blackbox: 'the end-to-end tests against a system that runs elsewhere (--url http://127.0.0.1:3000 [filter])',
  traffic: 'clients that must not notice what is done to a running system (--url, --seconds 60, --report file.json)',
  'verify:versions': 'the last version beside this one, rolled forward and back under traffic (--previous DIR)',
  chaos: 'kills everything at random while clients work, then checks every promise (--minutes 5 --seed 7)',
  'verify:compose': 'builds the images, runs the whole system with Docker Compose, and holds it to its promises',
  'verify:k8s': 'the same in a namespace of its own on the cluster that kubectl speaks to, version beside version',
  lint: 'mends what lint can mend, and tells the rest',
  format: 'formats all files',
  generate: 'writes docs/generated anew: the API, the messages and what other versions rely on',
  'check:compatibility':
    'names what the last release, running beside this version, would stumble over (--against v0.1.0)',
  'release:snapshot': 'keeps what this version promises, for the next one to be compared with',
  help: 'this list',
};

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const names = new Set(Object.keys(scripts).map((name) => name.replace(/^start:.*/, 'start:<service>')));
const commandOf = (name) => (name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`);
const lines = Object.entries(explained).map(([name, text]) => `  ${commandOf(name).padEnd(26)} ${text}\n`);
process.stdout.write(lines.join(''));
Object.keys(explained).forEach((name) => names.delete(name));
if (names.size > 0) {
  process.stderr.write(`Not explained in scripts/help.mjs: ${[...names].join(', ')}\n`);
  process.exitCode = 1;
}
