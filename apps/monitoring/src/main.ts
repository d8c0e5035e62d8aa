import { runService } from '@djamms/platform';
import { monitoringService } from './service';

void runService(monitoringService);
