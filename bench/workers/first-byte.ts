import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../lib/worker';
import { FirstByteJob } from './jobs';
import { RawConnection } from './raw-http';

const rangeBytes = 64 * 1024;
/** Opened at once; the rest follow. */
const batch = 50;

/** How long new listeners wait for the first byte while many others hold their streams without reading. */
serve(FirstByteJob, async ({ port, path, size, stalled, samples }) => {
  const held: RawConnection[] = [];
  while (held.length < stalled) {
    const next = Array.from({ length: Math.min(batch, stalled - held.length) }, () => new RawConnection(port));
    held.push(...next);
    await Promise.all(next.map((connection) => connection.stall(path)));
  }
  await sleep(500);
  const milliseconds: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const start = Math.floor(Math.random() * (size - rangeBytes));
    const connection = new RawConnection(port);
    const answer = await connection.get(path, `bytes=${start}-${start + rangeBytes - 1}`);
    if (answer.status !== 206) throw new Error(`${path} was answered with ${answer.status}`);
    milliseconds.push(answer.firstByteMs);
    connection.close();
  }
  held.forEach((connection) => connection.close());
  return { milliseconds };
});
