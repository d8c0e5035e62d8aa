import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type z } from 'zod';
import { makeMp3, sizeOf } from '../lib/audio';
import { nginxVersion, startNginx } from '../lib/nginx';
import { row, type Row } from '../lib/result';
import { interleave, quantile } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';
import { must, startProcesses, startStandalone, uploadAndProcess, withSystem, type System } from '../lib/systems';
import { ask, Worker } from '../lib/worker';
import { DownloadResult, FirstByteResult, Listening, type DownloadJob } from '../workers/jobs';

const fileBytes = 20_000_000;
const rangeBytes = 512 * 1024;
const stalledStreams = 500;

interface Target {
  what: string;
  port: number;
  path: string;
}

/** The same stored file from the system, from nginx and from a bare Node stream. */
export const stream: Suite = async (options) => {
  const nginx = await nginxVersion();
  if (nginx === null) throw new Error('nginx is not installed; the baseline needs it: apt-get install nginx-light');
  const rows = [
    ...(await withSystem(startStandalone, (system) => measure(system, options))),
    ...(await withSystem(startProcesses, (system) => measure(system, options))),
  ];
  return {
    rows,
    notes: [
      `Baseline: ${nginx} with sendfile and a worker per core. A file of ${fileBytes / 1e6} MB, 4 downloads at once ` +
        `over kept connections; ranges are ${rangeBytes / 1024} KB from anywhere in it, 8 at once.`,
      `First byte: each sample is a new connection that asks for a range while ${stalledStreams} others hold a ` +
        'stream that they stopped reading.',
      'With eight processes the file service is asked itself, as an ingress or a CDN does.',
    ],
  };
};

async function measure(system: System, options: SuiteOptions): Promise<Row[]> {
  await uploadAndProcess(system, await makeMp3(options.folder, fileBytes));
  const file = await storedFile(system.storage);
  const ours = await mediaTarget(system);
  const nginx = await startNginx(join(options.folder, `nginx-${system.pids.file}`), file);
  const bare = Worker.start('bare-stream');
  try {
    const { port } = await bare.ask({ file }, Listening, 10_000);
    const size = await sizeOf(file);
    const targets = {
      system: ours,
      nginx: { what: 'nginx', port: nginx.port, path: `/${encodeURIComponent(file.split('/').pop() ?? '')}` },
      bare: { what: 'bare Node stream', port, path: '/' },
    };
    return [
      ...(await throughput('whole file', targets, { size, connections: 4 }, options)),
      ...(await throughput('ranges', targets, { size, connections: 8, rangeBytes }, options)),
      ...(await firstByte(targets, size, options)),
    ];
  } finally {
    await bare.stop();
    await nginx.stop();
  }
}

async function storedFile(storage: string): Promise<string> {
  const entries = await readdir(storage, { recursive: true });
  const found = entries.find((entry) => entry.endsWith('.mp3'));
  if (found === undefined) throw new Error('The uploaded file is not in the storage folder');
  return join(storage, found);
}

async function mediaTarget({ name, owner, mediaUrl }: System): Promise<Target> {
  const { items } = must(await owner.rest.get<{ items: { id: string }[] }>('/api/music/tracks'));
  const { url } = must(
    await owner.rest.get<{ url: string }>(`/api/music/tracks/${items[0]?.id}/stream`, { url: true }),
  );
  return { what: name, port: Number(new URL(mediaUrl).port), path: url };
}

type Targets = Record<'system' | 'nginx' | 'bare', Target>;

async function throughput(
  what: string,
  targets: Targets,
  load: Pick<z.infer<typeof DownloadJob>, 'size' | 'connections' | 'rangeBytes'>,
  { quick, say }: SuiteOptions,
): Promise<Row[]> {
  const seconds = quick ? 1 : 3;
  say(`Streaming, ${what}, ${targets.system.what}`);
  const contestant =
    ({ port, path }: Target, time = seconds) =>
    (): Promise<number> =>
      ask('download-load', { port, path, ...load, seconds: time }, DownloadResult).then((it) => it.megabytesPerSecond);
  for (const target of Object.values(targets)) await contestant(target, 1)();
  const rounds = await interleave(quick ? 2 : 5, {
    system: contestant(targets.system),
    nginx: contestant(targets.nginx),
    bare: contestant(targets.bare),
  });
  const compared = { unit: 'MB/s', baseline: { what: 'nginx', rounds: rounds.nginx } } as const;
  return [
    row({
      what: `${what}, ${targets.system.what}`,
      rounds: rounds.system,
      ...compared,
      aim: { of: 'ratio', better: 'higher', value: 0.75 },
    }),
    row({ what: `${what}, bare Node stream beside ${targets.system.what}`, rounds: rounds.bare, ...compared }),
  ];
}

async function firstByte({ system, nginx }: Targets, size: number, { quick, say }: SuiteOptions): Promise<Row[]> {
  say(`First byte beside ${stalledStreams} open streams, ${system.what}`);
  const sample = async ({ port, path }: Target): Promise<number[]> => {
    const job = { port, path, size, stalled: stalledStreams, samples: quick ? 50 : 400 };
    return (await ask('first-byte', job, FirstByteResult)).milliseconds;
  };
  await sample(system);
  const [ours, theirs] = [await sample(system), await sample(nginx)];
  return [0.5, 0.95].map((share) =>
    row({
      what: `first byte beside ${stalledStreams} open streams, p${share * 100}, ${system.what}`,
      unit: 'ms',
      rounds: [quantile(ours, share)],
      baseline: { what: 'nginx', rounds: [quantile(theirs, share)] },
      ...(share === 0.95 ? { aim: { of: 'measured', better: 'lower', value: 20 }, limit: 100 } : {}),
    }),
  );
}
