import { mkdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { announceServers, TestElasticsearch, TestServers } from '@djamms/testing';
import { makeQueries } from '../apps/search/test/judged/queries';
import { readSongs } from '../apps/search/test/judged/songs';
import { machine, untilQuiet } from './lib/machine';
import { writeFormatted } from './lib/write-formatted';
import { interruptWorkers } from './lib/worker';
import { measureWhileChanging } from './search/changes';
import { measureCold } from './search/cold';
import { measureFreshness } from './search/freshness';
import { measureHostile } from './search/hostile';
import { measureFacets, measureLatency } from './search/latency';
import { readOptions, type Options, type Part } from './search/options';
import { measureQuality } from './search/quality';
import { measureRebuild } from './search/rebuild';
import { merged, type EngineRun, type Measured, type SearchResults } from './search/results';
import { measureSuggestions } from './search/suggestions';
import { report, tables } from './search/report';
import { startSearch, type EngineName, type SearchSystem } from './search/system';

const results = resolve(__dirname, 'results/search.json');
const page = resolve(__dirname, '../docs/search-benchmarks.md');
const say = (line: string): void => void process.stderr.write(`  ${line}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interruptWorkers);

void main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);

/** What each engine finds of what people mean, and how fast it says so: see docs/search.md. */
async function main(): Promise<void> {
  const options = readOptions();
  const servers = await TestServers.start();
  const elasticsearch = options.engines.includes('elasticsearch') ? await startElasticsearch(servers) : undefined;
  try {
    announceServers(servers);
    for (const count of options.tracks)
      for (const engine of options.engines) {
        const run = await measure(engine, count, options, elasticsearch);
        process.stdout.write(`${tables([run])}\n`);
        if (!options.quick) await keep({ runs: [run] });
      }
  } finally {
    await elasticsearch?.stop();
    await servers.stop();
  }
}

async function startElasticsearch(servers: TestServers): Promise<TestElasticsearch> {
  announceServers(servers);
  say('Starting Elasticsearch');
  return TestElasticsearch.start('of-running');
}

async function measure(
  engine: EngineName,
  count: number,
  options: Options,
  elasticsearch?: TestElasticsearch,
): Promise<EngineRun> {
  const songs = readSongs(options.songs);
  say(`${engine}: ${count.toLocaleString('en')} tracks`);
  const system = await startSearch({
    engine,
    count,
    songs,
    say,
    // The built-in engine is measured where there is no other one.
    ...(elasticsearch === undefined || engine === 'built-in' ? {} : { elasticsearch }),
  });
  try {
    return { engine, tracks: count, ...(await measureParts(system, options)) };
  } finally {
    await system.stop();
  }
}

/** Quality first, as it also warms the engine up; what changes the library comes last. */
async function measureParts(system: SearchSystem, options: Options): Promise<Omit<EngineRun, 'engine' | 'tracks'>> {
  const { parts, seconds, changes, perKind, seed, quick } = options;
  const queries = makeQueries(readSongs(options.songs), { perKind, seed });
  const measured: Measured = {};
  const conditions: EngineRun['conditions'] = {};
  const part = async <P extends Part>(name: P, work: () => Promise<NonNullable<Measured[P]>>): Promise<void> => {
    if (!parts.has(name)) return;
    if (!quick && name !== 'quality') await untilQuiet();
    say(`Measuring: ${name}`);
    conditions[name] = { measuredAt: new Date().toISOString(), machine: machine(), seed };
    measured[name] = await work();
    // At once, so that what a later part meets costs nothing that was measured.
    say(tables([{ engine: system.engine, tracks: system.tracks.length, conditions, [name]: measured[name] }]));
  };
  await part('quality', () => measureQuality(system, queries));
  await part('latency', () => measureLatency(system, queries, seconds, say));
  await part('suggest', () => measureSuggestions(system, seconds));
  await part('facets', () => measureFacets(system));
  await part('hostile', () => measureHostile(system, queries));
  if (system.engine === 'built-in') await part('cold', () => measureCold(system));
  await part('memory', () => system.memory());
  await part('freshness', () => measureFreshness(system, changes));
  await part('changes', () => measureWhileChanging(system, queries, seconds, say));
  await part('rebuild', () => measureRebuild(system, say));
  return { ...measured, conditions };
}

/** Beside what was measured before; `docs/search-benchmarks.md` shows all of it. */
async function keep(fresh: SearchResults): Promise<void> {
  const known = await readFile(results, 'utf8').then(
    (text) => JSON.parse(text) as SearchResults,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return { runs: [] };
    },
  );
  const all = merged(known, fresh);
  await mkdir(dirname(results), { recursive: true });
  await writeFormatted(results, JSON.stringify(all));
  await writeFormatted(page, report(all));
}
