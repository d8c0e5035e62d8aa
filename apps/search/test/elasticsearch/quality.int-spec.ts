import { TestElasticsearch, unique } from '@djamms/testing';
import { connect } from '../../src/engine/elasticsearch/connection';
import { type TrackDocument } from '../../src/engine/search-engine';
import { pageShown, specifyQuality } from '../quality-specification';
import { patient } from './patient';

specifyQuality('Elasticsearch', async (library, venueId) => {
  const elasticsearch = await TestElasticsearch.start();
  const engine = patient(connect({ url: elasticsearch.url, auth: undefined, index: `test-${unique()}` }));
  await engine.fill(one(library.map((track) => ({ track, clicks: 0, revision: 1 }))));
  return {
    search: async (text) => {
      const { items, artists } = await engine.search(venueId, { text, filters: {}, ...pageShown });
      return { tracks: items, artists };
    },
    suggest: (text, limit) => engine.suggest(venueId, text, limit),
    stop: async () => {
      await engine.close();
      await elasticsearch.stop();
    },
  };
});

async function* one(documents: readonly TrackDocument[]): AsyncGenerator<readonly TrackDocument[]> {
  yield documents;
}
