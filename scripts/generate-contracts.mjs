import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { inspectContracts } from './lib/compatibility/inspect.mjs';

/** What another version of the system has to agree with: contracts, queues and migrations, in a stable order. */
export function contractsText() {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const snapshot = { version, ...inspectContracts(), migrations: migrationsOf(migrationFiles()) };
  return `{\n${Object.entries(sorted(snapshot)).map(section).join(',\n')}\n}\n`;
}

/** A line for each entry, so that a change shows as that. */
function section([name, content]) {
  if (typeof content !== 'object') return `${JSON.stringify(name)}: ${JSON.stringify(content)}`;
  const lines = Object.entries(content).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `${JSON.stringify(name)}: {\n${lines.join(',\n')}\n}`;
}

/** Every migration as it stands in the sources: `{ service, name, sha256, text }`. */
export function migrationFiles() {
  const places = readdirSync(inRoot('apps'))
    .map((service) => ({ service, folder: inRoot('apps', service, 'src/migrations'), pattern: /\.ts$/ }))
    .concat({ service: 'messaging', folder: inRoot('libs/messaging/src/outbox'), pattern: /\.migration\.ts$/ });
  return places.filter(({ folder }) => existsSync(folder)).flatMap(filesOf);
}

function filesOf({ service, folder, pattern }) {
  const names = readdirSync(folder).filter((name) => pattern.test(name) && !/spec\.ts$/.test(name));
  return names.sort().map((name) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    return { service, name, sha256: createHash('sha256').update(text).digest('hex'), text };
  });
}

function migrationsOf(files) {
  const result = {};
  for (const { service, name, sha256 } of files) (result[service] ??= {})[name] = sha256;
  return result;
}

/** Names in order; lists stay as they are, but for those whose order says nothing. */
function sorted(value, name = '') {
  if (Array.isArray(value)) return name === 'required' ? [...value].sort() : value.map((each) => sorted(each));
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((each) => [each, sorted(value[each], each)]));
}
