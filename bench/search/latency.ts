import { type JudgedQuery } from '../../apps/search/test/judged/queries';
import { quantile } from '../lib/stats';
import { must } from '../lib/systems';
import { ask, Worker } from '../lib/worker';
import { LatencyResult, Listening, type LatencyJob } from '../workers/jobs';
import { type Options } from './options';
import { popularOf } from './quality';
import { type EngineRun, type Percentiles } from './results';
import { type SearchSystem } from './system';

const perSecond = 100;
const connections = 16;
const broadWord = 'love';
const broadTimes = 100;
const mostLetters = 12;

const get = (path: string, query: Record<string, string>) => ({
  method: 'GET',
  path: `${path}?${new URLSearchParams(query).toString()}`,
});

/** How long answers take at the gateway, each with its page, total, facets and artists. */
export async function measureLatency(
  system: SearchSystem,
  queries: readonly JudgedQuery[],
  { seconds }: Options,
  say: (line: string) => void,
): Promise<Pick<EngineRun, 'latency'>> {
  const requests = seconds * perSecond;
  const headers = { authorization: `Bearer ${system.owner.rest.accessToken ?? ''}` };
  const load = async (baseUrl: string, steps: LatencyJob['steps']): Promise<Percentiles> => {
    const job = { baseUrl, headers, steps, connections };
    await ask('latency-load', { ...job, requests: 300 }, LatencyResult);
    const timeoutMs = (seconds + 120) * 1_000;
    return percentiles(
      (await ask('latency-load', { ...job, requests, perSecond }, LatencyResult, timeoutMs)).milliseconds,
    );
  };
  const searches = inTurn(queries).map(({ query }) => get('/api/search', { q: query, pageSize: '20' }));
  say(`Searches, ${perSecond} a second`);
  const search = await load(system.url, searches);
  say('The prototype');
  const prototype = await withPrototype(system, (url) =>
    load(
      url,
      inTurn(queries).map(({ query }) => get('/search', { q: query })),
    ),
  );
  say('Suggestions');
  const suggest = await load(system.url, keystrokes(system));
  say('A broad word');
  const broad = await measureBroad(system);
  return { latency: { search, prototype, suggest, ...broad } };
}

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

/** Titles of popular songs, letter by letter. */
const keystrokes = (system: SearchSystem): LatencyJob['steps'] =>
  popularOf(system).flatMap(({ title }) =>
    Array.from({ length: Math.min(title.length, mostLetters) }, (_, letters) =>
      get('/api/search/suggest', { q: title.toLowerCase().slice(0, letters + 1), limit: '5' }),
    ),
  );

async function measureBroad({ owner }: SearchSystem): Promise<{ broad: Percentiles; broadTotal: number }> {
  const times: number[] = [];
  let broadTotal = 0;
  for (let time = 0; time < broadTimes; time++) {
    const startedAt = performance.now();
    broadTotal = must(await owner.rest.get<{ total: number }>('/api/search', { q: broadWord, pageSize: 1 })).total;
    times.push(performance.now() - startedAt);
  }
  return { broad: percentiles(times), broadTotal };
}

async function withPrototype<T>({ databaseUrl }: SearchSystem, work: (url: string) => Promise<T>): Promise<T> {
  const worker = Worker.start('bare-search');
  try {
    const { port } = await worker.ask({ databaseUrl }, Listening, 300_000);
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    await worker.stop();
  }
}

const percentiles = (times: readonly number[]): Percentiles => ({
  p50: quantile(times, 0.5),
  p95: quantile(times, 0.95),
  p99: quantile(times, 0.99),
});
