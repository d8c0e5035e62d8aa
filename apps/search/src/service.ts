import { type ServiceDefinition } from '@djamms/platform';
import { SearchModule } from './search.module';

export const searchService: ServiceDefinition = { name: 'search', module: SearchModule };
