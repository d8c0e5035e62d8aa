import { z } from 'zod';
import { type ServerClock } from './server-clock';
import { type RealtimeSocket } from './socket';

const TimeSyncAnswer = z.object({ t0: z.number(), t1: z.number(), t2: z.number() });

/** Asks the server for its time once. A lost sample is no news: the next one comes, or the line is down. */
export async function takeClockSample(
  socket: RealtimeSocket,
  clock: ServerClock,
  now: () => number,
  timeoutMs: number,
): Promise<void> {
  const raw = await socket.request('time:sync', { t0: now() }, timeoutMs).catch(() => null);
  const answer = TimeSyncAnswer.safeParse(raw);
  if (answer.success) clock.add(answer.data, now());
}
