import { type ServiceDefinition } from '@djamms/platform';
import { PlaylistModule } from './playlist.module';

export const playlistService: ServiceDefinition = { name: 'playlist', module: PlaylistModule };
