import { type Playlist, type Track } from '@djamms/contracts';
import { makeMp3 } from '../lib/audio';
import { row, type Row } from '../lib/result';
import { interleave } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';
import {
  bearer,
  must,
  startProcesses,
  startStandalone,
  uploadAndProcess,
  withSystem,
  type System,
} from '../lib/systems';
import { ask, Worker } from '../lib/worker';
import { HttpLoadResult, Listening } from '../workers/jobs';

interface Case {
  what: string;
  path: string;
  barePath: string;
  connections: number;
}

/** Reading one row: browser's token → gateway → NATS → service → PostgreSQL, against Fastify and pg alone. */
export const rest: Suite = async (options) => {
  const rows = [
    ...(await withSystem(startStandalone, (system) => measure(system, options))),
    ...(await withSystem(startProcesses, (system) => measure(system, options))),
  ];
  return {
    rows,
    notes: [
      'The baseline is one Fastify process that reads the same row of the same database by pg, without NATS, token, ' +
        'access check, validation or trace. It, the system, PostgreSQL, NATS and the load share the machine.',
    ],
  };
};

async function measure(system: System, options: SuiteOptions): Promise<Row[]> {
  const track = await uploadAndProcess(system, await makeMp3(options.folder, 200_000));
  const cases = await casesOf(system, track);
  const bare = Worker.start('bare-api');
  try {
    const { port } = await bare.ask({ databaseUrl: system.databaseUrl }, Listening, 30_000);
    const rows: Row[] = [];
    for (const each of cases) rows.push(await compare(system, `http://127.0.0.1:${port}`, each, options));
    return rows;
  } finally {
    await bare.stop();
  }
}

async function casesOf({ owner }: System, track: Track): Promise<Case[]> {
  const playlist = must(
    await owner.rest.post<Playlist>('/api/playlists', { name: 'Evening', trackIds: [], description: 'From eight' }),
  );
  const onePlaylist = { path: `/api/playlists/${playlist.id}`, barePath: `/playlists/${playlist.id}` };
  const oneTrack = { path: `/api/music/tracks/${track.id}`, barePath: `/tracks/${track.id}` };
  return [
    { what: 'GET one playlist', ...onePlaylist, connections: 1 },
    { what: 'GET one playlist', ...onePlaylist, connections: 16 },
    { what: 'GET one track', ...oneTrack, connections: 16 },
  ];
}

async function compare(system: System, bareUrl: string, each: Case, { quick, say }: SuiteOptions): Promise<Row> {
  const seconds = quick ? 1 : 4;
  const load = (url: string, headers: Record<string, string>, time = seconds): Promise<number> =>
    ask('http-load', { url, headers, connections: each.connections, seconds: time }, HttpLoadResult).then(
      ({ requestsPerSecond }) => requestsPerSecond,
    );
  const contestants = {
    bare: () => load(bareUrl + each.barePath, {}),
    system: () => load(system.url + each.path, bearer(system)),
  };
  say(`${each.what}, ${each.connections} at once, ${system.name}`);
  // The first seconds belong to the compiler.
  await load(bareUrl + each.barePath, {}, quick ? 1 : 3);
  await load(system.url + each.path, bearer(system), quick ? 1 : 5);
  const rounds = await interleave(quick ? 2 : 5, contestants);
  return row({
    what: `${each.what}, ${each.connections} at once, ${system.name}`,
    unit: 'requests/s',
    rounds: rounds.system,
    baseline: { what: 'Fastify and pg', rounds: rounds.bare },
    aim: { of: 'ratio', better: 'higher', value: 0.5 },
  });
}
