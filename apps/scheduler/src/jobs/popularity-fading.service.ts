import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { fadePopularity } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { JobRunner } from './job-runner.service';
import { tickOf } from './tick';

export const popularityFadingJob = 'popularity-fading';
const hourMs = 3_600_000;
const timeoutMs = 60_000;

/** Every hour: lets what nobody plays any more become less popular (spec, “Jobs”). */
@Injectable()
export class PopularityFadingJob {
  constructor(
    private readonly runner: JobRunner,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  @Cron('0 17 * * * *', { name: popularityFadingJob, timeZone: 'UTC' })
  async tick(): Promise<void> {
    await this.runner.run(popularityFadingJob, tickOf(this.clock.now(), hourMs), () =>
      this.rpc.request(fadePopularity, {}, serviceCall('scheduler', { timeoutMs })),
    );
  }
}
