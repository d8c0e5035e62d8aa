import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ServiceModule } from '@djamms/platform';
import { ActivityRetention } from './jobs/activity-retention.service';
import { FileCleanUpJob } from './jobs/file-clean-up.service';
import { HeartbeatAudit } from './jobs/heartbeat-audit.service';
import { JobRunner } from './jobs/job-runner.service';
import { PopularityFadingJob } from './jobs/popularity-fading.service';
import { RunRetention } from './jobs/run-retention.service';
import { SearchAnalyticsJob } from './jobs/search-analytics.service';
import { SearchRebuildJob } from './jobs/search-rebuild.service';
import { JobRuns1763600300000 } from './migrations/1763600300000-job-runs';

@Module({
  imports: [
    ServiceModule.forRoot({ service: 'scheduler', migrations: [JobRuns1763600300000] }),
    ScheduleModule.forRoot(),
  ],
  providers: [
    JobRunner,
    HeartbeatAudit,
    ActivityRetention,
    RunRetention,
    SearchAnalyticsJob,
    SearchRebuildJob,
    PopularityFadingJob,
    FileCleanUpJob,
  ],
})
export class SchedulerModule {}
