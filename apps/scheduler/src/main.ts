import { runService } from '@djamms/platform';
import { schedulerService } from './service';

void runService(schedulerService);
