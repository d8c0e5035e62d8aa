import { runService } from '@djamms/platform';
import { gatewayService } from './service';

void runService(gatewayService);
