import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { residentMb } from '../lib/memory';
import { serve } from '../lib/worker';
import { WindowsJob } from './jobs';

const answerMs = 20_000;
const batch = 25;
const pauseMs = 120;
const settleMs = 1_500;
/** Staff's windows; one alone may not send as much. */
const senders = 4;
const JoinAnswer = z.object({ status: z.literal('joined') });
const CommandAnswer = z.object({ ok: z.literal(true), result: z.object({ revision: z.number() }) });

/** Windows that follow one venue, and a person at one of them who turns the volume. */
serve(WindowsJob, async (job) => {
  const before = job.serverPid === undefined ? null : await residentMb(job.serverPid);
  const heard = new Heard(job.windows);
  const windows: Socket[] = [];
  while (windows.length < job.windows) {
    const count = Math.min(batch, job.windows - windows.length);
    const tokens = Array.from({ length: count }, (_, index) => tokenOf(job, windows.length + index));
    windows.push(...(await Promise.all(tokens.map((token) => open(job, token, heard)))));
  }
  await sleep(settleMs);
  const grownMb = job.serverPid === undefined || before === null ? null : (await residentMb(job.serverPid)) - before;
  const milliseconds = await (job.perSecond === undefined ? oneByOne : atARate)(job, windows.slice(0, senders), heard);
  windows.forEach((window) => window.disconnect());
  return { milliseconds, grownMb };
});

/** Counts which windows have heard of a volume. */
class Heard {
  private readonly waiting = new Map<number, { left: number; done: (at: number) => void }>();

  constructor(private readonly windows: number) {}

  /** Resolves with the time at which the last window has heard of it. */
  all(volume: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('A window did not hear a command')), answerMs);
      const done = (at: number): void => {
        clearTimeout(timer);
        this.waiting.delete(volume);
        resolve(at);
      };
      this.waiting.set(volume, { left: this.windows, done });
    });
  }

  note(volume: number | undefined): void {
    const wanted = volume === undefined ? undefined : this.waiting.get(volume);
    if (wanted && --wanted.left === 0) wanted.done(performance.now());
  }
}

const tokenOf = ({ token, guestTokens }: WindowsJob, index: number): string =>
  index < senders ? token : (guestTokens[index % guestTokens.length] ?? token);

async function open({ url, venueId }: WindowsJob, token: string, heard: Heard): Promise<Socket> {
  const socket = io(url, { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
  JoinAnswer.parse(await socket.timeout(answerMs).emitWithAck('venue:join', { venueId }));
  socket.on('PLAYER_SETTINGS_UPDATE', (envelope: { payload: { master_volume?: number } }) =>
    heard.note(envelope.payload.master_volume),
  );
  return socket;
}

async function oneByOne(job: WindowsJob, staff: Socket[], heard: Heard): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let number = 0; number < job.commands; number++) {
    milliseconds.push(await command(job, staff, heard, number));
    await sleep(pauseMs);
  }
  return milliseconds;
}

/** Sent by the clock: a server that falls behind shows it in every later command. */
async function atARate(job: WindowsJob, staff: Socket[], heard: Heard): Promise<number[]> {
  const startedAt = performance.now();
  const underWay: Promise<number>[] = [];
  for (let number = 0; number < job.commands; number++) {
    const dueAt = startedAt + (number * 1000) / (job.perSecond ?? 1);
    await sleep(Math.max(0, dueAt - performance.now()));
    underWay.push(command(job, staff, heard, number));
  }
  return Promise.all(underWay);
}

/** @returns milliseconds until the last window has heard the new volume */
async function command({ venueId }: WindowsJob, staff: Socket[], heard: Heard, number: number): Promise<number> {
  const sender = staff[number % staff.length];
  if (!sender) throw new Error('No window was asked for');
  // Each volume is under way once at a time.
  const volume = number % 101;
  const last = heard.all(volume);
  const startedAt = performance.now();
  const body = { venueId, command: 'SET_VOLUME', value: volume, commandId: randomUUID() };
  const answered = sender.timeout(answerMs).emitWithAck('command', body);
  const lastAt = await last;
  CommandAnswer.parse(await answered);
  return lastAt - startedAt;
}
