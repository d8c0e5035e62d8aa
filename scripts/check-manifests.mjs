// `node scripts/check-manifests.mjs`: renders the overlays of k8s/ and checks them: strictly against the schemas of
// Kubernetes, and against the rules of scripts/lib/manifests/policies.mjs. Says so where the tools can not be had.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './lib/paths.mjs';
import { policies } from './lib/manifests/policies.mjs';
import { NoManifestTools, ensureManifestTools } from './lib/manifests/tools.mjs';

/** The oldest version that is still maintained by those who make it, and the newest one. */
const versions = ['1.34', '1.36'];
const overlays = ['dev', 'production'];
const say = (text) => process.stdout.write(`${text}\n`);
const work = mkdtempSync(join(tmpdir(), 'djamms-manifests-'));

try {
  const tools = await ensureManifestTools(say);
  const facts = { version: JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version, variables: variables() };
  const problems = [];
  for (const overlay of overlays) problems.push(...(await check(tools, overlay, facts)));
  for (const problem of problems) say(`  ${problem}`);
  say(problems.length === 0 ? 'The manifests are as they must be' : `${problems.length} problems in the manifests`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof NoManifestTools)) throw error;
  say(`NOT RUN: the check of the manifests. To render and validate them, ${error.message}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function check(tools, overlay, facts) {
  const file = join(work, `${overlay}.yaml`);
  const rendered = await tools.render(inRoot('k8s/overlays', overlay));
  writeFileSync(file, rendered);
  const results = await Promise.all(versions.map((version) => tools.validate(file, version)));
  await mustBeRefused(tools, rendered);
  const [{ documents }] = results;
  say(`${overlay}: ${documents.length} objects, Kubernetes ${versions.join(' and ')}`);
  const broken = policies.flatMap(({ rule, check: find }) =>
    [...find(documents, facts)].map((problem) => `${problem} (rule: ${rule})`),
  );
  return [...new Set(results.flatMap(({ errors }) => errors)), ...broken].map((problem) => `${overlay}: ${problem}`);
}

/** A check that finds nothing in a file with a planted error would find nothing at all. */
async function mustBeRefused(tools, rendered) {
  const file = join(work, 'planted.yaml');
  const deployment = rendered.split('\n---\n').find((document) => document.includes('minReadySeconds:'));
  writeFileSync(file, deployment.replace('minReadySeconds:', 'minReadySecondz:'));
  const { errors } = await tools.validate(file, versions.at(-1));
  if (errors.length !== 1 || !errors[0].includes('minReadySecondz'))
    throw new Error(`The validation does not find a wrong field: ${JSON.stringify(errors)}`);
}

/** The names of all variables that the configuration knows. */
function variables() {
  const folder = inRoot('libs/platform/src/config');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return new Set([...text.matchAll(/^\s+([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1]));
}
