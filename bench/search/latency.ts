import { type JudgedQuery } from '../../apps/search/test/judged/queries';
import { must } from '../lib/systems';
import { Worker } from '../lib/worker';
import { Listening } from '../workers/jobs';
import { get, load, percentiles, perSecond } from './load';
import { type Facets, type Latency } from './results';
import { type SearchSystem } from './system';

const broadWord = 'love';
const broadTimes = 100;

/** How long answers take at the gateway, each with its page, total, facets and artists. */
export async function measureLatency(
  system: SearchSystem,
  queries: readonly JudgedQuery[],
  seconds: number,
  say: (line: string) => void,
): Promise<Latency> {
  say(`Searches, ${perSecond} a second`);
  const search = await load(system, seconds, system.url, mixedSearches(queries));
  say('The prototype');
  const asked = inTurn(queries).map(({ query: q }) => get('/search', { q }));
  const prototype = await withPrototype(system, (url) => load(system, seconds, url, asked));
  return { search, prototype };
}

/** All kinds of judged queries, as the gateway is asked. */
export const mixedSearches = (queries: readonly JudgedQuery[]) =>
  inTurn(queries).map(({ query: q }) => get('/api/search', { q, pageSize: '20' }));

/** One of each kind after the other, so that none meets a quiet or a busy moment alone. */
function inTurn(queries: readonly JudgedQuery[]): JudgedQuery[] {
  const seen = new Map<string, number>();
  const place = queries.map(({ kind }) => {
    const number = seen.get(kind) ?? 0;
    seen.set(kind, number + 1);
    return number;
  });
  return queries
    .map((query, index) => ({ query, place: place[index]! }))
    .sort((a, b) => a.place - b.place)
    .map(({ query }) => query);
}

export async function measureFacets({ owner }: SearchSystem): Promise<Facets> {
  const times: number[] = [];
  let broadTotal = 0;
  for (let time = 0; time < broadTimes; time++) {
    const startedAt = performance.now();
    broadTotal = must(await owner.rest.get<{ total: number }>('/api/search', { q: broadWord, pageSize: 1 })).total;
    times.push(performance.now() - startedAt);
  }
  return { broad: percentiles(times), broadTotal };
}

/** The prototype of the engine that is measured, in a process of its own. */
async function withPrototype<T>(system: SearchSystem, work: (url: string) => Promise<T>): Promise<T> {
  const { engine, databaseUrl, elasticsearchUrl } = system;
  const index = `prototype-${process.pid}-${Date.now()}`;
  const isOutside = engine === 'elasticsearch';
  const worker = Worker.start(isOutside ? 'bare-elasticsearch' : 'bare-search');
  try {
    const { port } = await worker.ask({ databaseUrl, elasticsearchUrl, index }, Listening, 300_000);
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    await worker.stop();
    if (isOutside) await fetch(`${elasticsearchUrl}/${index}?ignore_unavailable=true`, { method: 'DELETE' });
  }
}
