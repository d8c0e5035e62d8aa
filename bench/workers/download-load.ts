import { serve } from '../lib/worker';
import { DownloadJob } from './jobs';
import { RawConnection } from './raw-http';

/** Asks for a file, whole or in ranges, over several kept connections for some seconds. */
serve(DownloadJob, async (job) => {
  const end = performance.now() + job.seconds * 1000;
  let bytes = 0;
  const startedAt = performance.now();
  const download = async (): Promise<void> => {
    const connection = new RawConnection(job.port);
    while (performance.now() < end) {
      const range = rangeOf(job);
      const answer = await connection.get(job.path, range);
      if (answer.status !== (range ? 206 : 200)) throw new Error(`${job.path} was answered with ${answer.status}`);
      bytes += answer.bytes;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: job.connections }, download));
  return { megabytesPerSecond: bytes / 1e6 / ((performance.now() - startedAt) / 1000) };
});

function rangeOf({ rangeBytes, size }: DownloadJob): string | undefined {
  if (rangeBytes === undefined) return undefined;
  const start = Math.floor(Math.random() * (size - rangeBytes));
  return `bytes=${start}-${start + rangeBytes - 1}`;
}
