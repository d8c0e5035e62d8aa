import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { positionAt, soundEnd } from '@djamms/client';
import {
  type CallInputOf,
  type NowPlaying,
  type OfflinePlay,
  type QueueItem,
  type reconcilePlayer,
} from '@djamms/contracts';
import { type Journal } from './journal';
import { type Random } from './random';
import { type PlayerLine } from './watcher';

export interface PlayerOptions {
  name: string;
  journal: Journal;
  random: Random;
  watcher: PlayerLine;
  signal: AbortSignal;
  /** How likely it takes the other player's place when it registers, from 0 to 1. */
  takeovers: number;
}

type Batch = Omit<CallInputOf<typeof reconcilePlayer>, 'venueId' | 'playerId'>;

/** A song that sounds, on the player's own clock. */
interface Sounding {
  itemId: string;
  trackId: string;
  /** Epoch ms at which its position was 0. */
  anchor: number;
  /** Epoch ms. */
  startedAt: number;
  /** Seconds. */
  end: number;
}

const stepMs = 40;
const heartbeatMs = 2_000;
/** After this without its server a player goes on by itself. */
const aloneAfterMs = 700;

/**
 * A player window without loudspeakers: it registers, keeps its lease, plays what the venue says in real time, tells
 * when songs end (twice now and then, and late), and goes on alone while it hears nothing from the server.
 */
export class Player {
  private registration: { playerId: string; epoch: number } | null = null;
  private lastHeartbeat = 0;
  private offlineSince: number | null = null;
  private sounding: Sounding | null = null;
  private readonly played = new Set<string>();
  private readonly telling = new Set<string>();
  private plays: OfflinePlay[] = [];
  private lastItemId: string | null = null;
  /** Who it was, and what was on the deck, when it was left alone. */
  private story: { epoch: number; lastItemId: string | null } | null = null;
  private batch: Batch | null = null;

  constructor(private readonly options: PlayerOptions) {}

  async run(): Promise<void> {
    while (!this.options.signal.aborted) {
      await this.step();
      await sleep(stepMs);
    }
  }

  /** Brings in what was played alone; when all is quiet nothing must be left of it. */
  async settle(): Promise<void> {
    if (!this.owes) return;
    await this.keepLease(true);
    await this.reconcile();
  }

  get owes(): boolean {
    return this.plays.length > 0 || this.batch !== null;
  }

  private async step(): Promise<void> {
    const now = Date.now();
    if (this.options.watcher.online) {
      this.offlineSince = null;
      await this.keepLease(false);
      if (this.registration === null) return;
      if (this.owes) return this.reconcile();
      this.follow(now);
      return;
    }
    this.offlineSince ??= now;
    if (this.registration !== null && now - this.offlineSince > aloneAfterMs) this.playAlone(now);
  }

  /** @param settling registers at once, and in any case: only a master may tell what it played */
  private async keepLease(settling: boolean): Promise<void> {
    const now = Date.now();
    if (!settling && now - this.lastHeartbeat < heartbeatMs) return;
    this.lastHeartbeat = now;
    const { watcher, name } = this.options;
    const deviceId = `${name}-device`;
    try {
      const answer = await watcher.connection.player('player:register', {
        deviceId,
        userAgent: name,
        force: settling || this.options.random.chance(this.options.takeovers),
      });
      if (answer.status === 'conflict' || answer.playerId === undefined || answer.epoch === undefined) this.stepDown();
      else this.registration = { playerId: answer.playerId, epoch: answer.epoch };
    } catch {
      // The line is gone; the registration stays what it was.
    }
  }

  /** Another player makes the sound; what this one has played alone waits until it may be told. */
  private stepDown(): void {
    this.registration = null;
    this.sounding = null;
  }

  private follow(now: number): void {
    const { nowPlaying } = this.options.watcher.state ?? {};
    if (!nowPlaying || nowPlaying.item_id === null || nowPlaying.track_id === null) {
      this.sounding = null;
      return;
    }
    this.lastItemId = nowPlaying.item_id;
    if (nowPlaying.state === 'buffering') void this.tell('playing', nowPlaying.item_id, nowPlaying.position);
    if (nowPlaying.state !== 'playing') {
      this.sounding = null;
      return;
    }
    const position = positionAt(nowPlaying, this.options.watcher.connection.clock.serverNow());
    this.sounding = this.soundingOf(nowPlaying, nowPlaying.item_id, nowPlaying.track_id, now - position * 1000);
    if (position < this.sounding.end) return;
    void this.tellEnd(nowPlaying.item_id, this.sounding.end);
  }

  private soundingOf(song: NowPlaying | QueueItem, itemId: string, trackId: string, anchor: number): Sounding {
    const startedAt = this.sounding?.itemId === itemId ? this.sounding.startedAt : Math.round(anchor);
    return { itemId, trackId, anchor, startedAt, end: 'state' in song ? soundEnd(song) : song.duration };
  }

  private async tellEnd(itemId: string, position: number): Promise<void> {
    if (this.telling.has(itemId)) return;
    this.telling.add(itemId);
    this.options.journal.heard.push({ itemId, by: this.options.name, reason: 'ended' });
    const repeats = this.options.random.chance(0.15) ? 2 : 1;
    await Promise.all(Array.from({ length: repeats }, () => this.tell('ended', itemId, position)));
    // Without an answer it is told again at the next step.
    if (this.options.random.chance(0.1)) setTimeout(() => void this.tell('ended', itemId, position), 1_500);
    this.telling.delete(itemId);
  }

  private async tell(state: 'playing' | 'ended', itemId: string, currentTime: number): Promise<void> {
    if (this.registration === null) return;
    const { playerId } = this.registration;
    // It has no deck that could lag behind: what it has seen is what it plays.
    const { revision } = this.options.watcher.state ?? {};
    await this.options.watcher.connection
      .player('player:status', { playerId, state, itemId, currentTime, revision })
      .catch(() => undefined);
  }

  /** The current song to its end, then what is known of the lists. */
  private playAlone(now: number): void {
    const { sounding } = this;
    if (sounding === null || (now - sounding.anchor) / 1000 < sounding.end) return;
    this.story ??= { epoch: this.registration?.epoch ?? 0, lastItemId: this.lastItemId };
    this.played.add(sounding.itemId);
    this.options.journal.heard.push({ itemId: sounding.itemId, by: this.options.name, reason: 'alone' });
    this.plays.push({
      playId: randomUUID(),
      itemId: sounding.itemId,
      trackId: sounding.trackId,
      startedAt: sounding.startedAt,
      heard: Math.min(sounding.end, (now - sounding.startedAt) / 1000),
      reason: 'ended',
    });
    const { queue } = this.options.watcher.state ?? {};
    const next = [...(queue?.priority_queue ?? []), ...(queue?.active_queue ?? [])].find(
      (item) => item.track_id !== null && !this.played.has(item.item_id),
    );
    this.sounding = next?.track_id ? this.soundingOf(next, next.item_id, next.track_id, now) : null;
  }

  /** The same batch under the same id until it is answered. */
  private async reconcile(): Promise<void> {
    const { registration, sounding } = this;
    if (registration === null || !this.owes) return;
    const now = Date.now();
    this.batch ??= {
      commandId: randomUUID(),
      epoch: this.story?.epoch ?? registration.epoch,
      lastItemId: this.story?.lastItemId ?? null,
      plays: this.plays.splice(0),
      current: sounding && {
        playId: randomUUID(),
        itemId: sounding.itemId,
        trackId: sounding.trackId,
        position: Math.min(sounding.end, Math.max(0, (now - sounding.anchor) / 1000)),
        startedAt: sounding.startedAt,
      },
    };
    const { commandId } = this.batch;
    const asked =
      this.options.journal.asked.get(commandId) ??
      this.options.journal.ask(commandId, this.options.name, 'reconcile', { plays: this.batch.plays.length });
    asked.sent += 1;
    try {
      const answer = await this.options.watcher.connection.player('player:reconcile', {
        ...this.batch,
        playerId: registration.playerId,
      });
      asked.answers.push({ kind: 'done', revision: answer.revision, duplicate: answer.duplicate, itemId: null });
      this.forgetStory();
    } catch (error) {
      const status = (error as { status?: number }).status ?? 0;
      if (status < 400 || status >= 500) return;
      asked.answers.push({ kind: 'refused', code: (error as { code?: string }).code ?? '', status });
      this.forgetStory();
    }
  }

  private forgetStory(): void {
    this.batch = null;
    this.story = null;
  }
}
