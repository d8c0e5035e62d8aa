// `node scripts/elasticsearch.mjs`: the Elasticsearch of the tests. Says where it is; fetches it first where it is not.
import { NoElasticsearch, ensureElasticsearch } from './lib/elasticsearch.mjs';
import { say } from './lib/prepare.mjs';

try {
  const { home, java } = await ensureElasticsearch(say);
  process.stdout.write(`${home}\nruns on ${java}\n`);
} catch (error) {
  if (!(error instanceof NoElasticsearch)) throw error;
  say(`There is no Elasticsearch here: ${error.message}`);
  process.exitCode = 1;
}
