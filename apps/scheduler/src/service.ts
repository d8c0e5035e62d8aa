import { type ServiceDefinition } from '@djamms/platform';
import { SchedulerModule } from './scheduler.module';

export const schedulerService: ServiceDefinition = { name: 'scheduler', module: SchedulerModule };
