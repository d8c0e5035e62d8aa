import { Global, Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, getRepositoryToken } from '@nestjs/typeorm';
import { MessagingTables1700000000000 } from '@djamms/messaging';
import { DataSource, EntityManager } from 'typeorm';
import { baseOptions, type Entities, type EntityClass, type Migration } from './data-source';
import { Database } from './database.service';
import { type Seal } from './provision';
import { DATABASE_SCHEMA, type ServiceSchema } from './schema';

export interface DatabaseModuleOptions {
  service: string;
  entities: EntityClass[];
  migrations: Migration[];
  seal?: Seal;
}

/**
 * The service's own schema. Unlike TypeOrmModule it does not hold up the start: the process is up, and says in
 * /health/ready that it waits for the database.
 */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot({ service, entities, migrations, seal }: DatabaseModuleOptions): DynamicModule {
    const schema: ServiceSchema = { service, migrations: [MessagingTables1700000000000, ...migrations], seal };
    const dataSource = {
      provide: getDataSourceToken(),
      useFactory: () => new DataSource(baseOptions(service, entities as Entities, schema.migrations)),
    };
    const repositories = entities.map((entity) => ({
      provide: getRepositoryToken(entity),
      useFactory: (source: DataSource) => source.getRepository(entity),
      inject: [getDataSourceToken()],
    }));
    const manager = {
      provide: EntityManager,
      useFactory: (source: DataSource) => source.manager,
      inject: [getDataSourceToken()],
    };
    return {
      module: DatabaseModule,
      providers: [{ provide: DATABASE_SCHEMA, useValue: schema }, dataSource, manager, ...repositories, Database],
      exports: [getDataSourceToken(), EntityManager, ...repositories.map((repository) => repository.provide), Database],
    };
  }
}
