import { Client } from '@elastic/elasticsearch';
import { type ElasticsearchConfig } from '@djamms/platform';
import { ElasticsearchSearchEngine } from './elasticsearch-search-engine';
import { IndexNames } from './index-names';
import { IndexStore } from './index-store';

/** Where a request names no limit of its own. Milliseconds. */
const requestTimeout = 5_000;
/** Further tries of what did not reach the engine; searches have none, as the built-in engine is there. */
const maxRetries = 2;

/** Nothing is asked yet: the engine may come later than we do. */
export function connect({ url, auth, index }: ElasticsearchConfig): ElasticsearchSearchEngine {
  const client = new Client({ node: url, ...(auth ? { auth } : {}), requestTimeout, maxRetries, name: 'djamms' });
  return new ElasticsearchSearchEngine(client, new IndexStore(client, new IndexNames(index)));
}
