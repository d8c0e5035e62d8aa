import { runService } from '@djamms/platform';
import { authService } from './service';

void runService(authService);
