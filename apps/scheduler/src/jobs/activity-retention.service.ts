import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { applyRetention } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { JobRunner } from './job-runner.service';
import { tickOf } from './tick';

export const activityRetentionJob = 'activity-retention';
const halfHourMs = 1_800_000;
const timeoutMs = 60_000;

/** Every night: lets monitoring forget what is older than its retention (spec, "Log"). */
@Injectable()
export class ActivityRetention {
  constructor(
    private readonly runner: JobRunner,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  @Cron('0 30 3 * * *', { name: activityRetentionJob, timeZone: 'UTC' })
  async tick(): Promise<void> {
    await this.runner.run(activityRetentionJob, tickOf(this.clock.now(), halfHourMs), () =>
      this.rpc.request(applyRetention, {}, serviceCall('scheduler', { timeoutMs })),
    );
  }
}
