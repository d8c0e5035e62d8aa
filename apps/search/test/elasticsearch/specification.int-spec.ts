import { TestElasticsearch, unique } from '@djamms/testing';
import { connect } from '../../src/engine/elasticsearch/connection';
import { type TrackDocument } from '../../src/engine/search-engine';
import { specifyEngine, type EngineUnderTest } from '../engine-specification';
import { patient } from './patient';

specifyEngine('Elasticsearch', async (): Promise<EngineUnderTest> => {
  const elasticsearch = await TestElasticsearch.start();
  const engine = patient(connect({ url: elasticsearch.url, auth: undefined, index: `test-${unique()}` }));
  const seen = async (work: Promise<void>): Promise<void> => {
    await work;
    for (const index of await engine.store.list()) await engine.store.refresh(index);
  };
  const fill = (documents: readonly TrackDocument[]) => engine.fill(one(documents));
  await fill([]);
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
