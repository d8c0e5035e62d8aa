import { runService } from '@djamms/platform';
import { searchService } from './service';

void runService(searchService);
