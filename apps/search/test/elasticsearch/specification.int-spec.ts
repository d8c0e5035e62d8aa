import { randomUUID } from 'node:crypto';
import { TestElasticsearch, eventually, unique } from '@djamms/testing';
import { connect } from '../../src/engine/elasticsearch/connection';
import { type TrackDocument } from '../../src/engine/search-engine';
import { specifyEngine, type EngineUnderTest } from '../engine-specification';

specifyEngine('Elasticsearch', async (): Promise<EngineUnderTest> => {
  const elasticsearch = await TestElasticsearch.start();
  const engine = connect({ url: elasticsearch.url, auth: undefined, index: `test-${unique()}` });
  const seen = async (work: Promise<void>): Promise<void> => {
    await work;
    for (const index of await engine.store.list()) await engine.store.refresh(index);
  };
  const fill = (documents: readonly TrackDocument[]) => engine.fill(one(documents));
  await fill([]);
  // What has just started takes its time for the first question.
  const question = { text: 'warm up', filters: {}, page: 1, pageSize: 1 };
  await eventually(() => engine.search(randomUUID(), question));
  return {
    engine,
    put: (documents) => seen(engine.index(documents)),
    remove: (tracks) => seen(engine.remove(tracks)),
    fill,
    stop: async () => {
      await engine.close();
      await elasticsearch.stop();
    },
  };
});

async function* one(documents: readonly TrackDocument[]): AsyncGenerator<readonly TrackDocument[]> {
  yield documents;
}
