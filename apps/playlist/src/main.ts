import { runService } from '@djamms/platform';
import { playlistService } from './service';

void runService(playlistService);
