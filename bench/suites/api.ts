import { type Playlist } from '@djamms/contracts';
import { makeMp3 } from '../lib/audio';
import { row, type Row } from '../lib/result';
import { quantile } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';
import { bearer, must, startStandalone, uploadAndProcess, withSystem, type System } from '../lib/systems';
import { ask, Worker } from '../lib/worker';
import { LatencyResult, Listening, type LatencyJob } from '../workers/jobs';

type Steps = LatencyJob['steps'];
interface Load {
  steps: Steps;
  connections: number;
  requests: number;
  perSecond?: number;
}

const put = (path: string, body: object) => ({ method: 'PUT', path, body });
const post = (path: string, body: object) => ({ method: 'POST', path, body });
const get = (path: string) => ({ method: 'GET', path });

/** What people wait for at the gateway, as p95: sign-in and playlists. Search has benchmarks of its own. */
export const api: Suite = (options) =>
  withSystem(startStandalone, async (system) => {
    const bare = Worker.start('bare-api');
    try {
      return {
        rows: [...(await playlists(system, bare, options)), ...(await signIn(system, bare, options))],
        notes: [
          'Baselines are one Fastify process with pg: a password check of the same cost, and an UPDATE of one row without ' +
            'a transaction, events or a check.',
        ],
      };
    } finally {
      await bare.stop();
    }
  });

const latencies = (baseUrl: string, headers: Record<string, string>, load: Load): Promise<number[]> =>
  ask('latency-load', { baseUrl, headers, ...load }, LatencyResult, 300_000).then((result) => result.milliseconds);

interface Compared {
  what: string;
  ours: number[];
  bare?: { what: string; all: number[] };
  aimMs: number;
  limitMs: number;
}

const p95 = ({ what, ours, bare, aimMs, limitMs }: Compared): Row =>
  row({
    what: `${what}, p95`,
    unit: 'ms',
    rounds: [quantile(ours, 0.95)],
    ...(bare ? { baseline: { what: bare.what, rounds: [quantile(bare.all, 0.95)] } } : {}),
    aim: { of: 'measured', better: 'lower', value: aimMs },
    limit: limitMs,
  });

async function playlists(system: System, bare: Worker, { quick, folder, say }: SuiteOptions): Promise<Row[]> {
  const track = await uploadAndProcess(system, await makeMp3(folder, 200_000));
  const made: Playlist[] = [];
  for (let number = 0; number < 20; number++) {
    made.push(must(await system.owner.rest.post<Playlist>('/api/playlists', { name: `Evening ${number}` })));
  }
  const { port } = await bare.ask({ databaseUrl: system.databaseUrl }, Listening, 30_000);
  const each = (step: (playlist: Playlist) => Steps[number]): Steps => made.map(step);
  const writes = each(({ id }) => put(`/api/playlists/${id}`, { name: `Evening of ${id}` }));
  const mixed = made.flatMap(({ id }) => [
    post('/api/playlists', { name: `Copy of ${id}`, trackIds: [track.id] }),
    put(`/api/playlists/${id}`, { name: `Night of ${id}` }),
    post(`/api/playlists/${id}/tracks`, { trackIds: [track.id] }),
    get(`/api/playlists/${id}/tracks`),
    get('/api/playlists?pageSize=50'),
  ]);
  const load = { connections: 4, requests: quick ? 200 : 2_000 };
  const headers = bearer(system);
  const bareWrites = each(({ id }) => put(`/playlists/${id}`, { name: `Evening of ${id}` }));
  say('Playlists');
  await latencies(system.url, headers, { steps: mixed, connections: 4, requests: 200 });
  const ours = await latencies(system.url, headers, { steps: writes, ...load });
  const all = await latencies(`http://127.0.0.1:${port}`, {}, { steps: bareWrites, ...load });
  const both = await latencies(system.url, headers, { steps: mixed, ...load });
  return [
    p95({
      what: 'rename a playlist, 4 at once',
      ours,
      bare: { what: 'UPDATE by Fastify and pg', all },
      aimMs: 25,
      limitMs: 150,
    }),
    p95({ what: 'make, rename, fill and read playlists, 4 at once', ours: both, aimMs: 25, limitMs: 150 }),
  ];
}

async function signIn(system: System, bare: Worker, { quick, say }: SuiteOptions): Promise<Row[]> {
  say('Sign-in');
  const { port } = await bare.ask({ databaseUrl: system.databaseUrl }, Listening, 30_000);
  const { username, password } = system.owner;
  const load = { connections: 2, requests: quick ? 20 : 200 };
  const logins = [post('/api/auth/login', { username, password })];
  await latencies(system.url, {}, { steps: logins, connections: 2, requests: 10 });
  const ours = await latencies(system.url, {}, { steps: logins, ...load });
  const all = await latencies(`http://127.0.0.1:${port}`, {}, { steps: [post('/login', { password })], ...load });
  const newcomers = Array.from({ length: load.requests }, (_, number) =>
    post('/api/auth/register', {
      username: `guest-${number}`,
      email: `guest-${number}@example.com`,
      password: `a long password ${number}`,
      venueName: `Bar ${number}`,
    }),
  );
  const registered = await latencies(system.url, {}, { steps: newcomers, ...load });
  const against = { what: 'argon2id behind Fastify', all };
  return [
    p95({ what: 'login, 2 at once', ours, bare: against, aimMs: 80, limitMs: 200 }),
    p95({ what: 'register, 2 at once', ours: registered, bare: against, aimMs: 80, limitMs: 200 }),
  ];
}
