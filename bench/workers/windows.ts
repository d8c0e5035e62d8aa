import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { serve } from '../lib/worker';
import { WindowsJob } from './jobs';

const answerMs = 20_000;
const batch = 25;
const pauseMs = 120;
const JoinAnswer = z.object({ status: z.literal('joined') });
const CommandAnswer = z.object({ ok: z.literal(true), result: z.object({ revision: z.number() }) });

/** Windows that follow one venue, and a person at one of them who turns the volume. */
serve(WindowsJob, async (job) => {
  const windows: Socket[] = [];
  while (windows.length < job.windows) {
    const count = Math.min(batch, job.windows - windows.length);
    windows.push(...(await Promise.all(Array.from({ length: count }, () => open(job)))));
  }
  const sender = windows[0];
  if (!sender) throw new Error('No window was asked for');
  const milliseconds: number[] = [];
  for (let number = 0; number < job.commands; number++) {
    milliseconds.push(await command(job, sender, windows, number));
    await sleep(pauseMs);
  }
  windows.forEach((window) => window.disconnect());
  return { milliseconds };
});

async function open({ url, token, venueId }: WindowsJob): Promise<Socket> {
  const socket = io(url, { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
  JoinAnswer.parse(await socket.timeout(answerMs).emitWithAck('venue:join', { venueId }));
  return socket;
}

/** @returns milliseconds until the last window has heard the new volume */
async function command({ venueId }: WindowsJob, sender: Socket, windows: Socket[], number: number): Promise<number> {
  const volume = 20 + (number % 60);
  const heard = Promise.all(windows.map((window) => settingsWith(window, volume)));
  const startedAt = performance.now();
  const body = { venueId, command: 'SET_VOLUME', value: volume, commandId: randomUUID() };
  const answered = sender.timeout(answerMs).emitWithAck('command', body);
  const lastAt = Math.max(...(await heard));
  CommandAnswer.parse(await answered);
  return lastAt - startedAt;
}

function settingsWith(window: Socket, volume: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('A window did not hear a command')), answerMs);
    const listen = (envelope: { payload: { master_volume?: number } }): void => {
      if (envelope.payload.master_volume !== volume) return;
      window.off('PLAYER_SETTINGS_UPDATE', listen);
      clearTimeout(timer);
      resolve(performance.now());
    };
    window.on('PLAYER_SETTINGS_UPDATE', listen);
  });
}
