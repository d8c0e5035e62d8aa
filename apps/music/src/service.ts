import { type ServiceDefinition } from '@djamms/platform';
import { MusicModule } from './music.module';

export const musicService: ServiceDefinition = { name: 'music', module: MusicModule };
