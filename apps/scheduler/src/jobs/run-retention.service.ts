import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { InjectDataSource } from '@nestjs/typeorm';
import { Clock } from '@djamms/platform';
import { DataSource } from 'typeorm';
import { JobRunner } from './job-runner.service';
import { tickOf } from './tick';

export const runRetentionJob = 'job-run-retention';
const hourMs = 3_600_000;

/** No run takes so long: the process that began it has ended without a word. */
const markLostSql = `UPDATE job_runs SET outcome = 'lost', error = 'the process ended during the run'
  WHERE outcome = 'running' AND started_at < now() - interval '1 hour'`;
/** What went well is soon of no interest; what did not is kept to be looked into. */
const forgetSql = `WITH gone AS (
    DELETE FROM job_runs
     WHERE (tick < now() - interval '1 day' AND outcome = 'ok') OR tick < now() - interval '30 days' RETURNING 1)
  SELECT count(*)::int AS deleted FROM gone`;

/** Every hour: keeps the record of runs small. */
@Injectable()
export class RunRetention {
  constructor(
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  @Cron('0 0 * * * *', { name: runRetentionJob })
  async tick(): Promise<void> {
    await this.runner.run(runRetentionJob, tickOf(this.clock.now(), hourMs), () => this.clean());
  }

  async clean(): Promise<{ deleted: number }> {
    await this.dataSource.query(markLostSql);
    const rows = await this.dataSource.query<{ deleted: number }[]>(forgetSql);
    return { deleted: rows[0]?.deleted ?? 0 };
  }
}
