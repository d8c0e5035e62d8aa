import { createServer, type RequestListener, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { type AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { connect } from './connection';

/** Longer than the client lets an answer stall. Milliseconds. */
const long = 6_000;

/** Something that says it is Elasticsearch. */
async function pretend(answer: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    response.setHeader('x-elastic-product', 'Elasticsearch');
    response.setHeader('content-type', 'application/json');
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

type Aggregations = Record<string, { aggs?: Aggregations }>;

/** What Elasticsearch says of a search that finds nothing. */
const nothingFound = ({ aggs = {} }: { aggs?: Aggregations }) => ({
  hits: { total: { value: 0, relation: 'eq' }, hits: [] },
  aggregations: emptied(aggs),
});
const emptied = (aggs: Aggregations): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(aggs).map(([name, { aggs: inner = {} }]) => [
      name,
      { buckets: [], doc_count: 0, value: 0, ...emptied(inner) },
    ]),
  );

describe('the connection to Elasticsearch', () => {
  const open: { close: () => Promise<unknown> }[] = [];
  afterAll(() => Promise.all(open.map((each) => each.close())));

  const engineOn = async (answer: RequestListener) => {
    const { server, url } = await pretend(answer);
    const engine = connect({ url, auth: undefined, index: 'test' });
    engine.setStale(null);
    open.push({
      close: async () => {
        await engine.close();
        server.closeAllConnections();
        server.close();
      },
    });
    return engine;
  };
  const search = { text: 'love', filters: {}, page: 1, pageSize: 20 };

  it.concurrent(
    'waits for a merge that takes long, and for none when the process ends',
    async () => {
      const engine = await engineOn((_, response) => void setTimeout(() => response.end('{"_shards":{}}'), long));
      const ending = new AbortController();
      const given = engine.store.condense('test.i-2', ending.signal);
      setTimeout(() => ending.abort(), 100);
      await Promise.all([
        expect(engine.store.condense('test.i-1')).resolves.toBeUndefined(),
        expect(given).rejects.toThrow('aborted'),
      ]);
    },
    30_000,
  );

  it.concurrent(
    'gives up a question whose searches take too long together, though each of them is answered in time',
    async () => {
      let asked = 0;
      const slow = await engineOn((request, response) => {
        asked += 1;
        void json(request).then((question) =>
          setTimeout(() => response.end(JSON.stringify(nothingFound(question as { aggs?: Aggregations }))), 600),
        );
      });
      await expect(slow.search(randomUUID(), { ...search, text: 'lobe me tendre' })).rejects.toThrow();
      expect(asked).toBeGreaterThan(1);
      expect(asked).toBeLessThan(4);
    },
    30_000,
  );

  it.concurrent(
    'gives up a search that is not answered, and one whose answer stops in the middle',
    async () => {
      const silent = await engineOn(() => undefined);
      const stalling = await engineOn((_, response) => void response.write('{"hits":{'));
      await Promise.all([
        expect(silent.search(randomUUID(), search)).rejects.toThrow(),
        expect(stalling.search(randomUUID(), search)).rejects.toThrow(),
      ]);
    },
    30_000,
  );
});
