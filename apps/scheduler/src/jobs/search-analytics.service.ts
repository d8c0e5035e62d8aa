import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { rollUpSearches } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { JobRunner } from './job-runner.service';
import { tickOf } from './tick';

export const searchAnalyticsJob = 'search-analytics';
const hourMs = 3_600_000;
const timeoutMs = 60_000;

/** Every hour: lets search count what was searched for, lift what was chosen, and forget what is too old. */
@Injectable()
export class SearchAnalyticsJob {
  constructor(
    private readonly runner: JobRunner,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  // Some minutes after the hour, when other jobs are done. The tick is the hour that is counted.
  @Cron('0 7 * * * *', { name: searchAnalyticsJob, timeZone: 'UTC' })
  async tick(): Promise<void> {
    await this.runner.run(searchAnalyticsJob, tickOf(this.clock.now(), hourMs), () =>
      this.rpc.request(rollUpSearches, {}, serviceCall('scheduler', { timeoutMs })),
    );
  }
}
