import { schemaOf, type ServiceDefinition, type ServiceSchema } from '@djamms/platform';
import { authService } from '../../auth/src/service';
import { fileService } from '../../file/src/service';
import { monitoringService } from '../../monitoring/src/service';
import { musicService } from '../../music/src/service';
import { playlistService } from '../../playlist/src/service';
import { schedulerService } from '../../scheduler/src/service';
import { searchService } from '../../search/src/service';

const services: readonly ServiceDefinition[] = [
  authService,
  musicService,
  playlistService,
  searchService,
  schedulerService,
  monitoringService,
  fileService,
];

/** The part of the database that each service with data of its own has. */
export const allSchemas = (): ServiceSchema[] => services.map(({ module }) => schemaOf(module));
