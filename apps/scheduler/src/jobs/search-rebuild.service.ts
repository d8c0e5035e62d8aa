import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { rebuildIndex } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { JobRunner } from './job-runner.service';
import { tickOf } from './tick';

export const searchRebuildJob = 'search-rebuild';
const hourMs = 3_600_000;

/** Every week, when bars are closed: has the search index made anew beside the one in use (spec, "Background jobs"). */
@Injectable()
export class SearchRebuildJob {
  constructor(
    private readonly runner: JobRunner,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  /** The run is over when the rebuild has begun; how far it is, search tells. */
  @Cron('0 0 5 * * 1', { name: searchRebuildJob, timeZone: 'UTC' })
  async tick(): Promise<void> {
    await this.runner.run(searchRebuildJob, tickOf(this.clock.now(), hourMs), () =>
      this.rpc.request(rebuildIndex, {}, serviceCall('scheduler')),
    );
  }
}
