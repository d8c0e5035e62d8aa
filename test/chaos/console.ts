import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RestClient } from '@djamms/testing';
import { type Asked, type Journal } from './journal';
import { type Random } from './random';
import { type Watcher } from './watcher';

export interface ConsoleOptions {
  name: string;
  /** Gateways, any of which may be down. */
  urls: readonly string[];
  token: () => Promise<string>;
  venueId: string;
  trackIds: readonly string[];
  playlistId: string;
  journal: Journal;
  random: Random;
  /** What this console sees. */
  watcher: Watcher;
  signal: AbortSignal;
}

interface Wish {
  action: string;
  path: string;
  body: Record<string, unknown>;
}

const Done = z.object({
  revision: z.number(),
  duplicate: z.boolean(),
  itemId: z.uuid().nullish(),
});
const Problem = z.object({ code: z.string() });

/** Items that a console adds to, so that every list fits into one message. */
const fullAt = 60;
const patienceMs = 4_000;

/** Staff in a hurry: does whatever comes to mind, twice now and then, and asks again when no answer came. */
export class Console {
  constructor(private readonly options: ConsoleOptions) {}

  async run(): Promise<void> {
    const { random, signal } = this.options;
    while (!signal.aborted) {
      const wish = this.wish();
      const asked = this.ask(wish);
      const sends = random.chance(0.1) ? [this.send(asked, wish), this.send(asked, wish)] : [this.send(asked, wish)];
      await Promise.all(sends);
      if (asked.answers.length === 0) void this.insist(asked, wish);
      await sleep(random.between(20, 400));
    }
  }

  /** Sends something again, under its id, until there is an answer; also after the run. */
  async insist(asked: Asked, wish: Wish): Promise<void> {
    while (asked.answers.length === 0) {
      await sleep(500);
      await this.send(asked, wish);
    }
  }

  private ask({ action, path, body }: Wish): Asked {
    const { journal, name, venueId } = this.options;
    const commandId = randomUUID();
    Object.assign(body, { venueId, commandId });
    return journal.ask(commandId, name, action, body, path);
  }

  private async send(asked: Asked, { path, body }: Wish): Promise<void> {
    asked.sent += 1;
    try {
      const url = this.options.random.pick(this.options.urls) ?? '';
      const rest = new RestClient(url, await this.options.token());
      const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const answer = await rest.request(path, { ...init, signal: AbortSignal.timeout(patienceMs) });
      this.note(asked, answer.status, answer.body);
    } catch {
      // No answer: the line or the gateway is gone. It is asked again.
    }
  }

  /** Of an answer of 5xx nobody knows whether the work was done. */
  private note(asked: Asked, status: number, body: unknown): void {
    const done = Done.safeParse(body);
    if (status < 300 && done.success) {
      const { revision, duplicate, itemId = null } = done.data;
      asked.answers.push({ kind: 'done', revision, duplicate, itemId });
    } else if (status >= 400 && status < 500 && status !== 401 && status !== 429) {
      const problem = Problem.safeParse(body);
      asked.answers.push({ kind: 'refused', code: problem.data?.code ?? String(status), status });
    }
  }

  private wish(): Wish {
    const { random, watcher } = this.options;
    const queue = watcher.state?.queue;
    const waiting = [...(queue?.priority_queue ?? []), ...(queue?.active_queue ?? [])];
    const item = random.pick(waiting);
    const dice = random.next();
    if (dice < 0.35 && waiting.length < fullAt) return this.add();
    if (dice < 0.45 && item) return { action: 'remove', path: '/api/queue/remove', body: { itemId: item.item_id } };
    if (dice < 0.55 && item)
      return {
        action: 'reorder',
        path: '/api/queue/reorder',
        body: { itemId: item.item_id, position: random.between(0, 10) },
      };
    if (dice < 0.56) return { action: 'clear', path: '/api/queue/clear', body: { list: 'active' } };
    return this.command();
  }

  private add(): Wish {
    const { random, trackIds } = this.options;
    const trackId = random.pick(trackIds);
    const dice = random.next();
    if (dice < 0.05) return { action: 'quick', path: '/api/queue/add', body: { trackId, action: 'quick' } };
    const position = dice < 0.25 ? 'next' : dice < 0.4 ? random.between(0, 10) : 'end';
    return { action: 'add', path: '/api/queue/add', body: { trackId, position } };
  }

  private command(): Wish {
    const { random, playlistId } = this.options;
    const [command, value] = random.pick<readonly [string, unknown?]>([
      ['PLAY'],
      ['PLAY'],
      ['PLAY'],
      ['PAUSE'],
      ['PLAY_PAUSE'],
      ['PLAY_NEXT'],
      ['PLAY_NEXT'],
      ['PLAY_PREVIOUS'],
      ['SEEK', random.between(0, 10) / 10],
      ['SET_VOLUME', random.between(0, 100)],
      ['SET_VOLUME', random.between(0, 100)],
      ['MUTE'],
      ['UNMUTE'],
      ['SHUFFLE_TOGGLE'],
      ['REPEAT_TOGGLE'],
      ['FADE_OUT_STOP', 1],
      ['EMERGENCY_STOP'],
      ['PLAY_PLAYLIST', playlistId],
      ['CLEAR_QUEUE'],
    ] as const);
    return { action: command, path: '/api/ui/command', body: { command, value } };
  }
}
