import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { trackCreated, trackDeleted, trackPlayed, trackUpdated } from '@djamms/contracts';
import { OnBroadcast } from '@djamms/messaging';
import { Database } from '@djamms/platform';
import { LibraryCache } from '../engine/built-in/library-cache';

/** News are told before, or while, one of the replicas writes them into the documents: so long they are looked for often. */
const livelyMs = 1_500;
const livelyPauseMs = 40;
const quietPauseMs = 1_000;

/** Keeps the libraries in this process's memory up with the documents, whichever replica writes them. */
@Injectable()
export class LibraryFollower implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('LibraryFollower');
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private livelyUntil = 0;
  private wake: () => void = () => undefined;

  constructor(
    private readonly cache: LibraryCache,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  @OnBroadcast(trackCreated)
  created(): void {
    this.hurry();
  }

  @OnBroadcast(trackUpdated)
  updated(): void {
    this.hurry();
  }

  @OnBroadcast(trackDeleted)
  deleted(): void {
    this.hurry();
  }

  @OnBroadcast(trackPlayed)
  played(): void {
    this.hurry();
  }

  private hurry(): void {
    this.livelyUntil = performance.now() + livelyMs;
    this.wake();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    const stop = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([this.database.ready(), stop]);
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.cache.follow();
        failing = false;
      } catch (error) {
        if (!failing)
          this.logger.warn(`Changes cannot be read: ${error instanceof Error ? error.message : String(error)}`);
        failing = true;
      }
      await this.pause();
    }
  }

  private async pause(): Promise<void> {
    if (performance.now() < this.livelyUntil) {
      await sleep(livelyPauseMs, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      return;
    }
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    const rest = new AbortController();
    const signal = AbortSignal.any([this.stopped.signal, rest.signal]);
    await Promise.race([woken, sleep(quietPauseMs, undefined, { signal }).catch(() => undefined)]);
    rest.abort();
  }
}
