import { Inject, Injectable, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { Config } from '@djamms/platform';
import { PRIMARY_ENGINE } from '../search-engines.service';
import { connect } from './connection';
import { ELASTICSEARCH_ENGINE, type ElasticsearchSearchEngine } from './elasticsearch-search-engine';
import { IndexFollower } from './index-follower.service';
import { IndexRegistry } from './index-registry.service';
import { IndexSwap } from './index-swap.service';

/** Lets the connections go when the process ends. */
@Injectable()
class Disconnection implements OnApplicationShutdown {
  constructor(@Inject(ELASTICSEARCH_ENGINE) private readonly engine: ElasticsearchSearchEngine | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.engine?.close();
  }
}

/** Elasticsearch where it is configured; where not, none of this does anything. */
export const elasticsearchProviders: Provider[] = [
  {
    provide: ELASTICSEARCH_ENGINE,
    inject: [Config],
    useFactory: ({ elasticsearch }: Config) => (elasticsearch ? connect(elasticsearch) : null),
  },
  { provide: PRIMARY_ENGINE, useExisting: ELASTICSEARCH_ENGINE },
  IndexRegistry,
  IndexFollower,
  IndexSwap,
  Disconnection,
];
