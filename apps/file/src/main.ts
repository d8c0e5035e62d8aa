import { runService } from '@djamms/platform';
import { fileService } from './service';

void runService(fileService);
