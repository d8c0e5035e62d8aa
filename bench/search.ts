import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { announceServers, TestElasticsearch, TestServers } from '@djamms/testing';
import { format, resolveConfig } from 'prettier';
import { makeQueries } from '../apps/search/test/judged/queries';
import { readSongs } from '../apps/search/test/judged/songs';
import { machine, untilQuiet } from './lib/machine';
import { interruptWorkers } from './lib/worker';
import { readOptions, type Options } from './search/options';
import { measureLatency } from './search/latency';
import { measureQuality } from './search/quality';
import { type EngineRun, type SearchResults } from './search/results';
import { markdown } from './search/tables';
import { startSearch, type EngineName, type SearchSystem } from './search/system';

const results = resolve(__dirname, 'results/search.json');
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
    const runs: EngineRun[] = [];
    for (const count of options.tracks)
      for (const engine of options.engines) runs.push(await measure(engine, count, options, elasticsearch?.url));
    const measured: SearchResults = {
      measuredAt: new Date().toISOString(),
      machine: machine(),
      seed: options.seed,
      runs,
    };
    process.stdout.write(`${markdown(measured)}\n`);
    if (!options.quick) await keep(measured);
  } finally {
    await elasticsearch?.stop();
    await servers.stop();
  }
}

async function startElasticsearch(servers: TestServers): Promise<TestElasticsearch> {
  announceServers(servers);
  say('Starting Elasticsearch');
  return TestElasticsearch.start();
}

async function measure(engine: EngineName, count: number, options: Options, url?: string): Promise<EngineRun> {
  const songs = readSongs(options.songs);
  say(`${engine}: ${count.toLocaleString('en')} tracks`);
  const system = await startSearch({
    engine,
    count,
    songs,
    say,
    ...(url === undefined ? {} : { elasticsearchUrl: url }),
  });
  try {
    return { engine, tracks: count, filledSeconds: system.filledSeconds, ...(await judgeAndTime(system, options)) };
  } finally {
    await system.stop();
  }
}

async function judgeAndTime(system: SearchSystem, options: Options) {
  const queries = makeQueries(readSongs(options.songs), { perKind: options.perKind, seed: options.seed });
  say(`Judging ${queries.length} queries`);
  const quality = await measureQuality(system, queries);
  if (!options.quick) await untilQuiet();
  const latency = await measureLatency(system, queries, options, say);
  return { quality, ...latency, memory: await system.memory() };
}

async function keep(measured: SearchResults): Promise<void> {
  await mkdir(dirname(results), { recursive: true });
  const style = await resolveConfig(results);
  await writeFile(results, await format(JSON.stringify(measured), { ...style, filepath: results }));
}
