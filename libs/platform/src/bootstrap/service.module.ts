import { Module, type DynamicModule } from '@nestjs/common';
import {
  MESSAGING_GATE,
  MESSAGING_OBSERVER,
  MESSAGING_OPTIONS,
  MessagingModule,
  type MessagingOptions,
} from '@djamms/messaging';
import { type ServiceName } from '@djamms/contracts';
import { Config } from '../config/config';
import { type EntityClass, type Migration } from '../database/data-source';
import { DatabaseModule } from '../database/database.module';
import { Database } from '../database/database.service';
import { type Seal } from '../database/provision';
import { HealthController } from '../health/health.controller';
import { HealthResponder } from '../health/health-responder.service';
import { Metrics } from '../metrics/metrics.service';

export interface ServiceModuleOptions {
  service: ServiceName;
  entities?: EntityClass[];
  migrations?: Migration[];
  /** What the service's own database role must not be able to undo. */
  seal?: Seal;
  /** Without a database: asks and listens only (the gateway). */
  stateless?: boolean;
}

/** What every service stands on: its database, messaging, health and metrics. */
@Module({})
export class ServiceModule {
  static forRoot({
    service,
    entities = [],
    migrations = [],
    seal,
    stateless = false,
  }: ServiceModuleOptions): DynamicModule {
    const options = {
      provide: MESSAGING_OPTIONS,
      inject: [Config],
      useFactory: (config: Config): MessagingOptions => ({
        service,
        instance: config.instance,
        natsUrl: config.natsUrl,
        prefix: config.natsPrefix,
        streamReplicas: config.natsStreamReplicas,
      }),
    };
    const observer = { provide: MESSAGING_OBSERVER, useExisting: Metrics };
    const gate = {
      provide: MESSAGING_GATE,
      inject: [Database],
      useFactory: (database: Database) => () => database.ready(),
    };
    return {
      module: ServiceModule,
      imports: [
        ...(stateless ? [] : [DatabaseModule.forRoot({ service, entities, migrations, seal })]),
        MessagingModule.forRoot({ stateless, options, extras: stateless ? [observer] : [observer, gate] }),
      ],
      controllers: [HealthController],
      providers: [HealthResponder],
    };
  }
}
