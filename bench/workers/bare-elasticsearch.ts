import { type AddressInfo } from 'node:net';
import { Client, type estypes } from '@elastic/elasticsearch';
import fastify from 'fastify';
import { Client as Postgres } from 'pg';
import { type TrackSummary } from '@djamms/contracts';
import { textOf } from '../../apps/search/src/engine/track-text';
import { forgivenEdits } from '../../apps/search/src/text/edits';
import { normalize, wordsOf } from '../../apps/search/src/text/normalize';
import { serve } from '../lib/worker';
import { ElasticsearchJob } from './jobs';

const shown = 20;
const bulkSize = 1_000;
const longestBeginning = 15;
const longestStart = 30;
const otherReading = 0.8;
const asTyped = 'typed';
const asTitle = 'whole';

const beginnings = { type: 'text', analyzer: 'beginnings', search_analyzer: 'whitespace', norms: false } as const;
const words = { type: 'text', analyzer: 'whitespace', fields: { beginnings } } as const;
const start = { type: 'text', analyzer: 'starts', search_analyzer: 'keyword', norms: false } as const;

const settings: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  number_of_replicas: 0,
  refresh_interval: '-1',
  analysis: {
    filter: {
      beginnings: { type: 'edge_ngram', min_gram: 1, max_gram: longestBeginning },
      starts: { type: 'edge_ngram', min_gram: 1, max_gram: longestStart },
    },
    analyzer: {
      beginnings: { type: 'custom', tokenizer: 'whitespace', filter: ['beginnings'] },
      starts: { type: 'custom', tokenizer: 'keyword', filter: ['starts'] },
    },
  },
};
const mappings: estypes.MappingTypeMapping = {
  properties: {
    all: { ...words, norms: false },
    base: words,
    artist: words,
    joined: { type: 'text', analyzer: 'whitespace', norms: false },
    name: { type: 'keyword' },
    artist_name: { type: 'keyword' },
    name_start: start,
    artist_start: start,
    squeezed: { type: 'keyword' },
    word_count: { type: 'short' },
    original: { type: 'boolean' },
    popularity: { type: 'float' },
    track: { type: 'object', enabled: false },
  },
};

let served: Promise<number> | undefined;

/** The prototype of search in Elasticsearch: one venue that owns the index, no access, no facets, no total. */
serve(ElasticsearchJob, async ({ databaseUrl, elasticsearchUrl, index }) => {
  served ??= listen(databaseUrl, elasticsearchUrl, index);
  return { port: await served };
});

async function listen(databaseUrl: string, elasticsearchUrl: string, index: string): Promise<number> {
  const client = new Client({ node: elasticsearchUrl, requestTimeout: 120_000 });
  await fill(client, index, await readTracks(databaseUrl));
  const ask = async (query: Query): Promise<Hit[]> => {
    const { hits } = await client.search<Source>({ index, query, size: shown, track_total_hits: false });
    return hits.hits;
  };
  const server = fastify();
  server.get<{ Querystring: { q: string } }>('/search', async ({ query }) => {
    const typed = wordsOf(normalize(query.q));
    return { items: typed.length === 0 ? [] : await search(typed, ask) };
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return (server.server.address() as AddressInfo).port;
}

type Query = estypes.QueryDslQueryContainer;
interface Source {
  track: TrackSummary;
}
type Hit = estypes.SearchHit<Source>;

async function readTracks(databaseUrl: string): Promise<TrackSummary[]> {
  const database = new Postgres({ connectionString: databaseUrl });
  await database.connect();
  const { rows } = await database.query<{ summary: TrackSummary }>(
    'SELECT summary FROM search.documents WHERE deleted_at IS NULL',
  );
  await database.end();
  return rows.map(({ summary }) => summary);
}

async function fill(client: Client, index: string, tracks: readonly TrackSummary[]): Promise<void> {
  await client.indices.create({ index, settings, mappings });
  for (let at = 0; at < tracks.length; at += bulkSize) {
    const operations = tracks.slice(at, at + bulkSize).flatMap((track) => [{ index: {} }, toDocument(track)]);
    const { errors } = await client.bulk({ index, operations });
    if (errors) throw new Error('Elasticsearch refused documents');
  }
  await client.indices.refresh({ index });
}

function toDocument(track: TrackSummary): Record<string, unknown> {
  const { title, base, artist, artistStart, album, isVersion } = textOf(track);
  const own = wordsOf(base);
  return {
    all: `${title} ${artist} ${album}`,
    base,
    artist,
    joined: own.slice(1).map((word, at) => `${own[at] ?? ''}${word}`),
    name: base,
    artist_name: artist,
    name_start: base,
    artist_start: artistStart,
    squeezed: own.join(''),
    word_count: own.length,
    original: !isVersion,
    popularity: track.popularity,
    track,
  };
}

/** As typed or nearly; when the best of that names nothing, also read otherwise, for less of the score. */
async function search(typed: string[], ask: (query: Query) => Promise<Hit[]>): Promise<TrackSummary[]> {
  const near = await ask(trackQuery(typed, false));
  const named = near[0]?.matched_queries;
  if (Array.isArray(named) && (named.includes(asTyped) || named.includes(asTitle))) return near.map(trackOf);
  const found = new Map(near.map((hit) => [hit._id, { hit, score: hit._score ?? 0 }]));
  for (const hit of await ask(trackQuery(typed, true))) {
    const score = (hit._score ?? 0) * otherReading;
    if ((found.get(hit._id)?.score ?? -1) < score) found.set(hit._id, { hit, score });
  }
  return [...found.values()]
    .sort((a, b) => b.score - a.score)
    .slice(0, shown)
    .map(({ hit }) => trackOf(hit));
}

const trackOf = (hit: Hit): TrackSummary => hit._source!.track;

function trackQuery(typed: string[], freely: boolean): Query {
  const text = typed.join(' ');
  const last = typed.at(-1)!.slice(0, longestBeginning);
  const readings = [typed, ...(freely ? joins(typed) : [])];
  const must = readings.map((reading) => everyWord(reading, freely, reading.length));
  if (freely && typed.length > 1) must.push(everyWord(typed, true, typed.length - 1));
  const should: Query[] = [
    constant(holdsAsTyped(typed), 8, asTyped),
    constant({ terms: { name: readings.map((reading) => reading.join(' ')) } }, 60),
    constant({ term: { artist_name: text } }, 25),
    constant({ term: { name_start: text.slice(0, longestStart) } }, 12),
    constant({ term: { artist_start: text.slice(0, longestStart) } }, 12),
    constant({ term: { squeezed: typed.join('') } }, 40),
    { match: { base: { query: text, boost: 2, fuzziness: 'AUTO:4,8', prefix_length: freely ? 0 : 1 } } },
    { match: { artist: { query: text, boost: 1.2 } } },
    constant({ term: { 'base.beginnings': last } }, 3),
    constant({ term: { 'artist.beginnings': last } }, 4),
  ];
  if (typed.length > 1) {
    should.push(constant(isTitle(typed), 5, asTitle));
    should.push({ match_phrase_prefix: { base: { query: text, boost: 2, max_expansions: 20 } } });
  }
  const functions = [
    { field_value_factor: { field: 'popularity', modifier: 'ln2p' as const } },
    { filter: { term: { original: false } }, weight: 0.5 },
  ];
  const query = { bool: { must: [{ dis_max: { queries: must } }], should } };
  return { function_score: { query, functions, score_mode: 'multiply', boost_mode: 'multiply' } };
}

const constant = (filter: Query, boost: number, name?: string): Query => ({
  constant_score: { filter, boost, ...(name === undefined ? {} : { _name: name }) },
});

const joins = (typed: string[]): string[][] =>
  typed.slice(1, 8).map((word, at) => [...typed.slice(0, at), `${typed[at] ?? ''}${word}`, ...typed.slice(at + 2)]);

const everyWord = (reading: string[], freely: boolean, least: number): Query => ({
  bool: {
    minimum_should_match: least,
    should: reading.map((word, at) => oneWord(word, at === reading.length - 1, freely)),
  },
});

function oneWord(word: string, isLast: boolean, freely: boolean): Query {
  const queries: Query[] = [{ term: { all: word } }];
  if (isLast) queries.push(constant({ term: { 'all.beginnings': word.slice(0, longestBeginning) } }, 2));
  const fuzziness = forgivenEdits(word);
  if (fuzziness > 0) {
    const near = { value: word, fuzziness, prefix_length: freely ? 0 : 1, max_expansions: 30, boost: 0.5 };
    queries.push({ fuzzy: { all: near } });
    if (freely) queries.push({ term: { joined: { value: word, boost: 0.8 } } });
  }
  return { dis_max: { queries } };
}

const holdsAsTyped = (typed: string[]): Query => ({
  bool: {
    filter: typed.map((word, at): Query =>
      at === typed.length - 1
        ? { term: { 'all.beginnings': word.slice(0, longestBeginning) } }
        : { term: { all: word } },
    ),
  },
});

const isTitle = (typed: string[]): Query => ({
  bool: {
    filter: [
      { term: { word_count: typed.length } },
      { match: { base: { query: typed.join(' '), operator: 'and', fuzziness: 'AUTO:4,8', prefix_length: 1 } } },
    ],
  },
});
