import { type ServiceDefinition } from '@djamms/platform';
import { FileModule } from './file.module';
import { registerFileHttp } from './http';

export { registerFileHttp };

export const fileService: ServiceDefinition = {
  name: 'file',
  module: FileModule,
  configure: (app) => registerFileHttp(app.getHttpAdapter().getInstance(), app),
};
