import { Module } from '@nestjs/common';
import { ServiceModule } from '@djamms/platform';
import { ActivityController } from './activity/activity.controller';
import { ActivityEntity } from './activity/activity.entity';
import { ActivityRecorder } from './activity/activity-recorder.service';
import { ActivityService } from './activity/activity.service';
import { sealActivityLog } from './activity/seal-activity-log';
import { DeadLetterCollector } from './dead-letters/dead-letter-collector.service';
import { DeadLetterEntity } from './dead-letters/dead-letter.entity';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { ActivityLog1763600400000 } from './migrations/1763600400000-activity-log';
import { RetentionController } from './retention/retention.controller';
import { HealthSurvey } from './status/health-survey.service';
import { QueueMetrics } from './status/queue-metrics.service';
import { StatusController } from './status/status.controller';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'monitoring',
      entities: [ActivityEntity, DeadLetterEntity],
      migrations: [ActivityLog1763600400000],
      seal: sealActivityLog,
    }),
  ],
  controllers: [ActivityController, StatusController, DeadLettersController, RetentionController],
  providers: [ActivityRecorder, ActivityService, DeadLetterCollector, HealthSurvey, QueueMetrics],
})
export class MonitoringModule {}
