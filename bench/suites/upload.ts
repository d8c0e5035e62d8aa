import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RestClient } from '@djamms/testing';
import { makeMp3, makeWav, readCopy } from '../lib/audio';
import { peakResidentMb, resetPeak, residentMb } from '../lib/memory';
import { row, type Row } from '../lib/result';
import { quantile } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';
import { startProcesses, untilProcessed, withSystem, type System } from '../lib/systems';
import { Worker } from '../lib/worker';
import { Listening } from '../workers/jobs';

const songBytes = 10_000_000;
const largeBytes = 45_000_000;
const settleMs = 3_000;

/** Files into the system, through the gateway, with the services as processes of their own. */
export const upload: Suite = (options) =>
  withSystem(startProcesses, async (system) => ({
    rows: [...(await duration(system, options)), ...(await memory(system, options))],
    notes: [
      'Time from the first byte sent until 201, one upload at a time, each after the processing of the last. The ' +
        'baseline takes the form, hashes the file and writes it, without looking at the audio or making a track.',
      'Memory: the highest resident size of each process during the uploads; ffmpeg works beside them, in processes of its own.',
    ],
  }));

async function duration({ owner }: System, { quick, folder, say }: SuiteOptions): Promise<Row[]> {
  say('Upload of 10 MB');
  const file = await makeMp3(folder, songBytes);
  const target = join(folder, 'bare-uploads');
  await mkdir(target);
  const bare = Worker.start('bare-upload');
  try {
    const { port } = await bare.ask({ folder: target }, Listening, 10_000);
    const bareRest = new RestClient(`http://127.0.0.1:${port}`);
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < (quick ? 3 : 15); round++) {
      theirs.push(await timed(bareRest, file));
      ours.push(await timed(owner.rest, file));
      await untilProcessed(owner.rest);
    }
    return [0.5, 0.95].map((share) =>
      row({
        what: `upload of 10 MB until 201, p${share * 100}`,
        unit: 'ms',
        rounds: ours,
        baseline: { what: 'form to disk', rounds: theirs },
        combine: (all) => quantile(all, share),
        ...(share === 0.95 ? { aim: { of: 'measured', better: 'lower', value: 1_000 }, limit: 5_000 } : {}),
      }),
    );
  } finally {
    await bare.stop();
  }
}

async function timed(rest: RestClient, file: string): Promise<number> {
  const bytes = await readCopy(file);
  const startedAt = performance.now();
  const { status, body } = await rest.uploadBytes(bytes, { name: 'song.mp3' });
  if (status !== 201) throw new Error(`The upload was answered with ${status}: ${JSON.stringify(body)}`);
  return performance.now() - startedAt;
}

async function memory({ owner, pids }: System, { quick, folder, say }: SuiteOptions): Promise<Row[]> {
  const uploads = quick ? 4 : 20;
  say(`${uploads} uploads of 45 MB, 4 at once`);
  const file = await makeWav(folder, largeBytes);
  await sleep(settleMs);
  const before = await eachOf(pids, residentMb);
  await eachOf(pids, resetPeak);
  let left = uploads;
  const sender = async (): Promise<void> => {
    while (left-- > 0) await timed(owner.rest, file);
  };
  await Promise.all(Array.from({ length: 4 }, sender));
  const peak = await eachOf(pids, peakResidentMb);
  return (['gateway', 'file'] as const).map((name) =>
    row({
      what: `peak memory of the ${name} process during ${uploads} uploads of 45 MB, 4 at once`,
      unit: 'MB',
      rounds: [peak[name]],
      baseline: { what: 'the same process before', rounds: [before[name]] },
    }),
  );
}

async function eachOf<T>(
  pids: System['pids'],
  read: (pid: number) => Promise<T>,
): Promise<Record<'gateway' | 'file', T>> {
  return { gateway: await read(pids.gateway), file: await read(pids.file) };
}
