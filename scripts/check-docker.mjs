// `node scripts/check-docker.mjs [FOLDER]`: the Dockerfile, the compose files and what they mount, without a Docker.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { brokenRules, unknownVariables } from './lib/docker/compose-rules.mjs';
import { inRoot } from './lib/paths.mjs';

const folder = resolve(process.argv[2] ?? inRoot('docker'));
const read = (...path) => readFileSync(join(folder, ...path), 'utf8');
const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));

const composeFiles = readdirSync(folder).filter((name) => /^compose(\..+)?\.yaml$/.test(name));
const problems = [
  ...dockerfileProblems(read('Dockerfile')),
  ...composeFiles.flatMap((name) => composeProblems(name).map((problem) => `${name}: ${problem}`)),
  ...portProblems(),
];
process.stdout.write(problems.length === 0 ? 'docker/ is in order\n' : `${problems.join('\n')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function dockerfileProblems(text) {
  return validate(text, {}).map(({ range, message }) => `Dockerfile:${range.start.line + 1}: ${message}`);
}

function composeProblems(name) {
  const text = read(name);
  const document = parse(text, { merge: true });
  return [
    ...schemaProblems(document),
    ...ruleProblems(name, document.services ?? {}),
    ...[...text.matchAll(/DJAMMS_VERSION:-([^}]+)\}/g)]
      .filter(([, written]) => written !== version)
      .map(([, written]) => `version ${written} is not package.json's ${version}`),
  ];
}

/** By the specification's own schema (docker/schema/README.md). */
function schemaProblems(document) {
  const schema = JSON.parse(readFileSync(inRoot('docker/schema/compose-spec.json'), 'utf8'));
  const valid = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile({
    ...schema,
    // The same draft; Ajv knows it by its older address.
    $schema: 'http://json-schema.org/draft-07/schema#',
  });
  if (valid(document)) return [];
  return valid.errors.map(({ instancePath, message, params }) =>
    [instancePath || '/', message, params.additionalProperty].filter(Boolean).join(' '),
  );
}

/** A file that goes on top of another has the rules to keep only for the services that it adds. */
function ruleProblems(name, services) {
  const added = Object.entries(services).filter(([, { image }]) => name === 'compose.yaml' || image !== undefined);
  return [...brokenRules(Object.fromEntries(added)), ...unknownVariables(services, knownVariables())];
}

/** Read from the source, which is the only place that knows. NODE_OPTIONS is Node's own. */
function knownVariables() {
  const source = readFileSync(inRoot('libs/platform/src/config/config.ts'), 'utf8');
  return new Set(['NODE_OPTIONS', ...[...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, found]) => found)]);
}

/** Prometheus asks each process at the port that the compose file gives it. */
function portProblems() {
  const { services } = parse(read('compose.yaml'), { merge: true });
  const { scrape_configs: jobs } = parse(read('prometheus', 'prometheus.yml'));
  const asked = new Map(
    jobs.flatMap(({ dns_sd_configs: found = [] }) => found.flatMap(({ names, port }) => names.map((n) => [n, port]))),
  );
  return Object.entries(services)
    .filter(([, { environment }]) => environment?.PORT !== undefined)
    .filter(([name, { environment }]) => asked.get(name) !== Number(environment.PORT))
    .map(([name, { environment }]) => `prometheus.yml does not ask ${name} at ${environment.PORT}`);
}
