import { type ServiceDefinition } from '@djamms/platform';
import { AuthModule } from './auth.module';

export const authService: ServiceDefinition = { name: 'auth', module: AuthModule };
