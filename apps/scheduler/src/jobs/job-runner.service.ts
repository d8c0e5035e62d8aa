import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Config, Database, Metrics } from '@djamms/platform';
import { DataSource } from 'typeorm';

export type RunOutcome = 'ok' | 'failed' | 'elsewhere' | 'unavailable';

/** Runs recurring jobs: each tick of a job once, however many replicas there are. Never throws. */
@Injectable()
export class JobRunner implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('JobRunner');
  private readonly inHand = new Set<Promise<unknown>>();
  /** The last outcome of each job here: the log tells of changes, not of every tick of an outage. */
  private readonly lastOutcomes = new Map<string, RunOutcome>();
  private readonly seconds;
  private ready = false;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    @InjectDataSource() private readonly dataSource: DataSource,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram('djamms_job_run_seconds', 'Time a recurring job took, by outcome', [
      'job',
      'outcome',
    ]);
  }

  onModuleInit(): void {
    void this.database.ready().then(() => (this.ready = true));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.inHand);
  }

  /** `work` gives what is worth keeping about the run, or throws. */
  async run(job: string, tick: Date, work: () => Promise<Record<string, unknown>>): Promise<RunOutcome> {
    const running = this.runOnce(job, tick, work).catch((error: unknown) => this.note(job, 'unavailable', error));
    this.inHand.add(running);
    return running.finally(() => this.inHand.delete(running));
  }

  private async runOnce(job: string, tick: Date, work: () => Promise<Record<string, unknown>>): Promise<RunOutcome> {
    if (!this.ready) return 'unavailable';
    if (!(await this.claim(job, tick))) return 'elsewhere';
    const startedAt = performance.now();
    try {
      const result = await work();
      await this.finish(job, tick, 'ok', startedAt, { result });
      return this.note(job, 'ok');
    } catch (error) {
      await this.finish(job, tick, 'failed', startedAt, { error: describe(error) });
      return this.note(job, 'failed', error);
    }
  }

  /** Of all replicas that try, the first one's row stays. */
  private async claim(job: string, tick: Date): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      'INSERT INTO job_runs (job, tick, instance) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING job',
      [job, tick, this.config.instance],
    );
    return rows.length > 0;
  }

  private async finish(
    job: string,
    tick: Date,
    outcome: 'ok' | 'failed',
    startedAt: number,
    { result, error }: { result?: Record<string, unknown>; error?: string },
  ): Promise<void> {
    const tookMs = performance.now() - startedAt;
    this.seconds.observe({ job, outcome }, tookMs / 1000);
    await this.dataSource.query(
      'UPDATE job_runs SET outcome = $3, duration_ms = $4, result = $5, error = $6 WHERE job = $1 AND tick = $2',
      [job, tick, outcome, Math.round(tookMs), result ? JSON.stringify(result) : null, error ?? null],
    );
  }

  private note(job: string, outcome: RunOutcome, error?: unknown): RunOutcome {
    const last = this.lastOutcomes.get(job);
    this.lastOutcomes.set(job, outcome);
    if (outcome === 'ok' && last !== undefined && last !== 'ok') this.logger.log(`${job} works again`);
    if (outcome !== 'ok' && outcome !== last) this.logger.warn(`${job} failed: ${describe(error)}`);
    return outcome;
  }
}

const describe = (error: unknown): string =>
  (error instanceof Error ? error.message || error.name : String(error)).slice(0, 2_000);
