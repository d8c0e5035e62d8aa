import { type ServiceDefinition } from '@djamms/platform';
import { MonitoringModule } from './monitoring.module';

export const monitoringService: ServiceDefinition = { name: 'monitoring', module: MonitoringModule };
