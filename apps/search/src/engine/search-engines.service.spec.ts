import { Health } from '@djamms/platform';
import { SearchEngine, type EngineStats, type SearchResult } from './search-engine';
import { SearchEngines } from './search-engines.service';

/** Answers with its own name, or not at all. */
class Engine extends SearchEngine {
  asked = 0;
  fails = false;

  constructor(readonly name: SearchEngine['name']) {
    super();
  }

  search(): Promise<SearchResult> {
    this.asked += 1;
    if (this.fails) return Promise.reject(new Error('away'));
    const facets = { genre: [], year: [], duration: [] };
    return Promise.resolve({ items: [], total: 0, artists: [], facets, didYouMean: this.name });
  }

  suggest = () => Promise.resolve([{ kind: 'artist' as const, text: this.name }]);
  index = () => Promise.resolve();
  remove = () => Promise.resolve();
  fill = () => Promise.resolve();
  stats = (): Promise<EngineStats> => Promise.resolve({ tracks: 0, bytes: 0 });
  check = () => (this.fails ? Promise.reject(new Error('away')) : Promise.resolve());
}

describe('the engines of search', () => {
  const venue = '018f3c3e-0000-7000-8000-000000000001';
  const query = { text: '', filters: {}, page: 1, pageSize: 10 };
  const make = () => {
    const [builtIn, primary] = [new Engine('built-in'), new Engine('elasticsearch')];
    const engines = new SearchEngines(builtIn, new Health(), primary);
    const answeredBy = async () => (await engines.search(venue, query)).didYouMean;
    return { builtIn, primary, answeredBy };
  };

  it('let the configured one answer', async () => {
    const { answeredBy, builtIn } = make();
    await expect(answeredBy()).resolves.toBe('elasticsearch');
    expect(builtIn.asked).toBe(0);
  });

  it('answer a question that it has no answer to by the built-in one, and ask it the next one', async () => {
    const { answeredBy, primary } = make();
    primary.fails = true;
    await expect(answeredBy()).resolves.toBe('built-in');
    primary.fails = false;
    await expect(answeredBy()).resolves.toBe('elasticsearch');
  });
});
