import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type Subscription } from '@nats-io/transport-node';
import { type JetStreamClient } from '@nats-io/jetstream';
import { DataSource, type QueryRunner } from 'typeorm';
import { isDatabaseAway } from '../database-away';
import { ensureStreams } from '../jetstream/streams';
import { eventSubject, wakeSubject, workSubject } from '../names';
import { NatsService } from '../nats.service';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../options';
import { settledInGrace } from '../settled';

const batchSize = 200;
/** The wake-up call can get lost; nothing waits longer than this. */
const pollMs = 1_000;
const inboxRetention = '8 days';
const cleanUpEveryMs = 3_600_000;

interface OutboxRow {
  seq: string;
  kind: 'event' | 'job';
  subject: string;
  /** As it was written: nobody reads it on its way. */
  envelope: string;
  id: string;
}

/**
 * Publishes what the outbox holds, in the order of its sequence. Of all replicas of a service one relays at a
 * time: the one that holds an advisory lock, so that the order holds across replicas.
 */
@Injectable()
export class OutboxRelay {
  private readonly logger = new Logger('OutboxRelay');
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;
  private wakeSubscription: Subscription | undefined;
  private isHolder = false;
  private pending = false;
  private notify: () => void = () => undefined;
  private nextCleanUp = Date.now() + cleanUpEveryMs;
  private lastTurn = Date.now();

  constructor(
    private readonly nats: NatsService,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  async start(): Promise<void> {
    const connection = await this.nats.get();
    this.lastTurn = Date.now();
    this.wakeSubscription = connection.subscribe(wakeSubject(this.options), { callback: () => this.signal() });
    this.running = this.run();
  }

  /** Publishes what is already written, then lets go of the lock and tells the other replicas that it is free. */
  async stop(graceMs?: number): Promise<void> {
    if (this.running === undefined) return;
    this.stopped.abort();
    this.signal();
    this.wakeSubscription?.unsubscribe();
    await settledInGrace([this.running], graceMs);
    this.wake();
  }

  /**
   * Milliseconds since the relay last looked at the outbox, or for the lock; undefined where it does not run. It looks
   * every second; minutes mean that it stands still, if database and NATS are there.
   */
  stillForMs(): number | undefined {
    return this.running === undefined || this.stopped.signal.aborted ? undefined : Date.now() - this.lastTurn;
  }

  /** There is something to publish: here, or in the replica that holds the lock. Never fails; the poll is the safety net. */
  wake(): void {
    if (this.isHolder) return this.signal();
    if (this.nats.isConnected())
      void this.nats.get().then(
        (connection) => connection.publish(wakeSubject(this.options)),
        () => undefined,
      );
  }

  private signal(): void {
    this.pending = true;
    this.notify();
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const runner = this.dataSource.createQueryRunner();
      this.lastTurn = Date.now();
      try {
        await runner.connect();
        await this.relayWhileHolding(runner);
      } catch (error) {
        if (!this.stopped.signal.aborted) this.logger.warn(`Cannot relay the outbox right now: ${describe(error)}`);
      } finally {
        this.isHolder = false;
        await runner.release().catch(() => undefined);
      }
      await this.pause(pollMs);
    }
  }

  private async relayWhileHolding(runner: QueryRunner): Promise<void> {
    if (!(await this.tryLock(runner))) return;
    this.isHolder = true;
    try {
      await ensureStreams(await this.nats.manager(), this.options);
      do {
        this.pending = false;
        this.lastTurn = Date.now();
        await this.drain(runner);
        await this.cleanUp(runner);
        if (!this.pending) await this.pause(pollMs);
      } while (!this.stopped.signal.aborted);
      await this.drain(runner);
    } finally {
      // The lock goes with the connection: one that has been lost has nothing left to unlock.
      if (!runner.isReleased) await this.unlock(runner);
    }
  }

  private async unlock(runner: QueryRunner): Promise<void> {
    try {
      await runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [this.lockName()]);
    } catch (error) {
      if (!isDatabaseAway(error)) this.logger.warn(describe(error));
    }
  }

  private lockName(): string {
    return `djamms.outbox.${this.options.service}`;
  }

  private async tryLock(runner: QueryRunner): Promise<boolean> {
    const rows = (await runner.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [
      this.lockName(),
    ])) as { locked: boolean }[];
    return rows[0]?.locked === true;
  }

  private async drain(runner: QueryRunner): Promise<void> {
    for (;;) {
      const rows = (await runner.query(
        `SELECT seq, kind, subject, envelope::text AS envelope, envelope ->> 'id' AS id
         FROM outbox WHERE refused_at IS NULL ORDER BY seq LIMIT $1`,
        [batchSize],
      )) as OutboxRow[];
      if (rows.length === 0) return;
      this.lastTurn = Date.now();
      const limit = (await this.nats.get()).info?.max_payload ?? Infinity;
      const tooLarge = rows.filter((row) => sizeOf(row) > limit);
      for (const row of tooLarge) await this.setAside(runner, row);
      await this.publishAll(rows.filter((row) => !tooLarge.includes(row)));
      await runner.query('DELETE FROM outbox WHERE seq = ANY($1::bigint[]) AND refused_at IS NULL', [
        rows.map((row) => row.seq),
      ]);
    }
  }

  /** What NATS can never take must not hold up what comes after it: it stays in the table for people to look at. */
  private async setAside(runner: QueryRunner, row: OutboxRow): Promise<void> {
    await runner.query('UPDATE outbox SET refused_at = now() WHERE seq = $1', [row.seq]);
    this.logger.error(
      { seq: row.seq, subject: row.subject, bytes: sizeOf(row) },
      'A message is larger than NATS takes (max_payload) and was set aside in the outbox',
    );
  }

  /** All at once, in order; a failure leaves the whole batch, and its message ids keep a second try from doubling it. */
  private async publishAll(rows: OutboxRow[]): Promise<void> {
    const client = await this.nats.jetstream();
    try {
      await Promise.all(rows.map((row) => this.publish(client, row)));
    } catch (error) {
      await ensureStreams(await this.nats.manager(), this.options);
      throw error;
    }
  }

  private async publish(client: JetStreamClient, row: OutboxRow): Promise<void> {
    const subject =
      row.kind === 'event' ? eventSubject(this.options, row.subject) : workSubject(this.options, row.subject);
    await client.publish(subject, row.envelope, {
      msgID: row.id,
      timeout: 5_000,
    });
  }

  private async cleanUp(runner: QueryRunner): Promise<void> {
    if (Date.now() < this.nextCleanUp) return;
    this.nextCleanUp = Date.now() + cleanUpEveryMs;
    await runner.query(`DELETE FROM inbox WHERE processed_at < now() - interval '${inboxRetention}'`);
  }

  /** Until woken, stopped, or `ms` have passed. */
  private async pause(ms: number): Promise<void> {
    if (this.stopped.signal.aborted) return;
    const timer = new AbortController();
    const woken = new Promise<void>((resolve) => (this.notify = resolve));
    await Promise.race([woken, sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  }
}

/** Headers need a little room beside the envelope. */
const headerBytes = 1_024;
const sizeOf = (row: OutboxRow): number => Buffer.byteLength(row.envelope) + headerBytes;

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
