import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot } from '../paths.mjs';

const kustomizeVersion = '5.8.1';
/** Brings the schemas of the Kubernetes versions up to its own with it. */
const validatePackage = 'kubernetes-validate==1.37.0';
const leastKustomize = 5;
const fetchTimeoutMs = 5 * 60_000;

/** Manifests can not be checked here; the message says why, in words for whoever runs the check. */
export class NoManifestTools extends Error {}

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'djamms');

/**
 * What renders and validates: kustomize 5 (as `kustomize`, in `kubectl`, or built by Go), and Python with the package
 * kubernetes-validate. What is missing is put into the user's cache folder, once.
 * @returns `{ render, validate }`, see there
 * @throws NoManifestTools
 */
export async function ensureManifestTools(say) {
  const kustomize = await findKustomize(say);
  const packages = await ensureValidator(say);
  return {
    /** The manifests of a folder with a kustomization, as YAML. @throws where it can not be rendered */
    render: (folder) => output(kustomize[0], [...kustomize.slice(1), folder]),
    /** `{ documents, errors }` of a file with manifests; each error names its object. */
    validate: async (file, version) =>
      JSON.parse(
        await output('python3', [inRoot('scripts/lib/manifests/validate.py'), version, file], { PYTHONPATH: packages }),
      ),
  };
}

async function findKustomize(say) {
  const own = await answer('kustomize', ['version']);
  if (majorOf(own) >= leastKustomize) return ['kustomize', 'build'];
  const kubectl = await answer('kubectl', ['version', '--client']);
  if (majorOf(/kustomize version: (\S+)/i.exec(kubectl)?.[1] ?? '') >= leastKustomize) return ['kubectl', 'kustomize'];
  return [await buildKustomize(say), 'build'];
}

const majorOf = (version) => Number(/v(\d+)\./.exec(version)?.[1] ?? 0);
const answer = (file, args) => output(file, args).catch(() => '');

async function buildKustomize(say) {
  const program = join(cacheFolder(), `kustomize-${kustomizeVersion}`);
  if (existsSync(program)) return program;
  if ((await answer('go', ['version'])) === '')
    throw new NoManifestTools('it needs kustomize 5, a kubectl with it, or Go to build it');
  say(`Building kustomize ${kustomizeVersion} for the check of the manifests, once; it stays in ${dirname(program)}`);
  return intoCache(program, async (folder) => {
    const environment = { GOBIN: folder, CGO_ENABLED: '0' };
    const module = `sigs.k8s.io/kustomize/kustomize/v5@v${kustomizeVersion}`;
    await output('go', ['install', '-trimpath', '-ldflags', '-s -w', module], environment);
    return join(folder, 'kustomize');
  });
}

async function ensureValidator(say) {
  // Parts of it are compiled for one version of Python.
  const python = (await answer('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])).trim();
  if (python === '') throw new NoManifestTools('it needs python3');
  const packages = join(cacheFolder(), `${validatePackage.replace('==', '-')}-python${python}`);
  if (existsSync(packages)) return packages;
  say(`Fetching ${validatePackage} for the check of the manifests, once; it stays in ${dirname(packages)}`);
  return intoCache(packages, async (folder) => {
    const options = ['--quiet', '--no-input', '--disable-pip-version-check', '--target', folder];
    await output('python3', ['-m', 'pip', 'install', ...options, validatePackage]);
    return folder;
  });
}

/** Appears under its name only when it is whole; of two that make it at once, the first one's stays. */
async function intoCache(target, make) {
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(`${target}.`);
  try {
    const made = await make(work);
    await rename(made, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
    return target;
  } catch (error) {
    throw new NoManifestTools(`it could not be fetched: ${error.message}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What a program prints. @throws with the last lines it said when it fails */
function output(file, args, environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Not `timeout`: its timer outlives a program that could not be started.
      signal: AbortSignal.timeout(fetchTimeoutMs),
      env: { ...process.env, ...environment },
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => (said[name] += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve(said.stdout)
        : reject(new Error(`${file} failed: ${said.stderr.trim().split('\n').slice(-6).join('\n')}`)),
    );
  });
}
