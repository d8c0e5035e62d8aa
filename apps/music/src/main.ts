import { runService } from '@djamms/platform';
import { musicService } from './service';

void runService(musicService);
