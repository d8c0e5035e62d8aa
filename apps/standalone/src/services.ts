import { type ServiceDefinition } from '@djamms/platform';
import { authService } from '../../auth/src/service';
import { fileService } from '../../file/src/service';
import { gatewayService } from '../../gateway/src/service';
import { monitoringService } from '../../monitoring/src/service';
import { musicService } from '../../music/src/service';
import { playlistService } from '../../playlist/src/service';
import { schedulerService } from '../../scheduler/src/service';
import { searchService } from '../../search/src/service';

/** Every service but the gateway, which opens its door when these are ready. */
export const backServices: readonly ServiceDefinition[] = [
  authService,
  musicService,
  playlistService,
  searchService,
  schedulerService,
  monitoringService,
  fileService,
];

export const gateway: ServiceDefinition = gatewayService;

/** Lets the gateway's server answer uploads and media itself. */
export { registerFileHttp } from '../../file/src/http';
