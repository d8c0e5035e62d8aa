import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { cleanUpFiles } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { JobRunner } from './job-runner.service';
import { tickOf } from './tick';

export const fileCleanUpJob = 'file-clean-up';
const fiveMinutesMs = 300_000;
const timeoutMs = 60_000;

/** Every night, after the log: has the files removed that no track holds (spec, “Background jobs”). */
@Injectable()
export class FileCleanUpJob {
  constructor(
    private readonly runner: JobRunner,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  @Cron('0 35 3 * * *', { name: fileCleanUpJob, timeZone: 'UTC' })
  async tick(): Promise<void> {
    await this.runner.run(fileCleanUpJob, tickOf(this.clock.now(), fiveMinutesMs), () =>
      this.rpc.request(cleanUpFiles, {}, serviceCall('scheduler', { timeoutMs })),
    );
  }
}
