import { Client } from '@elastic/elasticsearch';
import { type ElasticsearchConfig } from '@djamms/platform';
import { ElasticsearchSearchEngine } from './elasticsearch-search-engine';
import { IndexNames } from './index-names';
import { IndexStore, mergeLimitMs } from './index-store';

/** An answer that has begun is given up when nothing more of it comes for so long. Milliseconds. */
const stallLimitMs = 5_000;
/** Handed on to undici, of whose options the client's types name only some; one request at a time on a connection. */
const httpOptions = { pipelining: 1, bodyTimeout: stallLimitMs };
/** Further tries of what did not reach the engine; searches have none, as the built-in engine is there. */
const maxRetries = 2;

/**
 * Nothing is asked yet: the engine may come later than we do. Every request names a limit of its own, and none may be
 * longer than the client's.
 */
export function connect({ url, auth, index }: ElasticsearchConfig): ElasticsearchSearchEngine {
  const client = new Client({
    node: url,
    ...(auth ? { auth } : {}),
    requestTimeout: mergeLimitMs,
    agent: httpOptions,
    maxRetries,
    name: 'djamms',
  });
  return new ElasticsearchSearchEngine(client, new IndexStore(client, new IndexNames(index)));
}
