import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { inRoot } from './paths.mjs';

/** The least major version of Java that Elasticsearch 9 runs on. */
const leastJava = 21;
const fetchTimeoutMs = 10 * 60_000;
const sources = ['pom.xml', 'SingleNode.java', 'log4j2.properties'].map((name) => inRoot('test/elasticsearch', name));

/** Elasticsearch cannot be had here; the message says why, in words for whoever runs the tests. */
export class NoElasticsearch extends Error {}

/**
 * A runnable Elasticsearch in the user's cache folder, put there first when it is not: that needs Maven, and about
 * 1 GB from Maven Central of which 60 MB are kept.
 * @returns where it is and the Java to run it with
 * @throws NoElasticsearch
 */
export async function ensureElasticsearch(say) {
  const jdk = findJdk();
  const home = join(cacheFolder(), `elasticsearch-9.4.3-${fingerprint()}`);
  if (!existsSync(home)) await build(jdk, home, say);
  return { home, java: join(jdk, 'bin', 'java') };
}

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'djamms');

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of sources) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** JAVA_HOME, the one on the PATH, and whatever is installed beside that. */
function findJdk() {
  const onPath = find('javac');
  const known = onPath === null ? [] : [dirname(dirname(realpathSync(onPath)))];
  const beside = [...known.map(dirname), '/usr/lib/jvm'].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  );
  const candidates = [process.env.JAVA_HOME, ...known, ...beside].filter(Boolean);
  const jdk = candidates.find((folder) => existsSync(join(folder, 'bin', 'javac')) && majorOf(folder) >= leastJava);
  if (jdk === undefined) throw new NoElasticsearch(`it needs a JDK of version ${leastJava} or newer (JAVA_HOME)`);
  return jdk;
}

function majorOf(jdk) {
  try {
    return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(join(jdk, 'release'), 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function find(program) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file)) ?? null;
}

/** The folder appears under its name only when it is whole; of two that build at once, the first one's stays. */
async function build(jdk, home, say) {
  const maven = find('mvn');
  if (maven === null) throw new NoElasticsearch('it needs Maven (mvn) to be fetched');
  say(`Fetching Elasticsearch for the tests: about 1 GB, once; it stays in ${dirname(home)}`);
  const work = `${home}.${randomUUID().slice(0, 8)}`;
  try {
    await mkdir(work, { recursive: true });
    await unpack(maven, work);
    const [carrier] = readdirSync(join(work, 'unpacked')).filter((name) => !name.startsWith('.'));
    const folder = join(work, 'unpacked', carrier, 'elasticsearch');
    await addNode(jdk, folder);
    await rename(folder, home).catch((error) => {
      if (!existsSync(home)) throw error;
    });
  } catch (error) {
    throw error instanceof NoElasticsearch ? error : new NoElasticsearch(`it could not be made: ${error.message}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpack(maven, work) {
  const to = join(work, 'unpacked');
  // A repository of its own, removed after: a gigabyte has no place in the user's.
  const options = [`-Dmaven.repo.local=${join(work, 'repository')}`, `-DunpackTo=${to}`];
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';
  await run(maven, ['-q', '-B', '-ntp', '-f', inRoot('test/elasticsearch/pom.xml'), ...options, goal]);
}

async function addNode(jdk, folder) {
  const classes = join(folder, 'node');
  await mkdir(join(folder, 'config'), { recursive: true });
  await mkdir(join(folder, 'plugins'), { recursive: true });
  await cp(inRoot('test/elasticsearch/log4j2.properties'), join(folder, 'config', 'log4j2.properties'));
  const options = ['-nowarn', '--release', String(leastJava), '-cp', join(folder, 'lib', '*'), '-d', classes];
  await run(join(jdk, 'bin', 'javac'), [...options, inRoot('test/elasticsearch/SingleNode.java')]);
  await writeFile(join(folder, 'README'), 'Made by the tests of DJAMMS; may be deleted, and is then made again.\n');
}

function run(file, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: fetchTimeoutMs });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} failed: ${output.trim().split('\n').slice(-4).join(' ')}`)),
    );
  });
}
