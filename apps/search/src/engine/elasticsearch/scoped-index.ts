import { type Client, type estypes } from '@elastic/elasticsearch';
import { type TrackSummary } from '@djamms/contracts';
import { z } from 'zod';
import { mostFound } from '../search-engine';
import { nearWordsOf, suggestNear, type NearRequest, type NearWords } from './near-words';
import { type Query, type VenueScope } from './venue-scope';

/** On the engine's side; a search that is not over then has failed. Milliseconds. */
const searchLimitMs = 1_000;
/** For all that one question asks: then the engine is taken for gone, and the built-in one answers. Milliseconds. */
const answerLimitMs = 1_500;

/** What a search may ask for; nothing in it looks beyond the query's own documents. */
export interface ScopedRequest {
  query: Query;
  /** Best first, by score unless given. */
  byStanding?: boolean;
  /** Of what is alike otherwise, titles of fewer words first: more of them was typed. */
  byLength?: boolean;
  from?: number;
  size: number;
  /** Whether to count all that match, up to 10,000. */
  count?: boolean;
  counts?: Record<string, CountRequest>;
}
/** Counts among what was found; `global`, which looks at all documents there are, is not one of them. */
export type CountRequest = (
  | { terms: estypes.AggregationsTermsAggregation }
  | { sum: estypes.AggregationsSumAggregation }
  | { histogram: estypes.AggregationsHistogramAggregation }
  | { range: estypes.AggregationsRangeAggregation }
  | { filter: Query }
) & { aggs?: Record<string, CountRequest> };

export interface Hit {
  track: TrackSummary;
  score: number;
  /** Names of the clauses that matched. */
  matched: readonly string[];
}

export interface Found {
  hits: Hit[];
  total: number;
  counts: Record<string, unknown>;
}

const Counts = z.record(z.string(), z.unknown());

/**
 * The index as one venue sees it: the only way to search in it, and none without a venue. A part of an answer would
 * look like all of it, so that none is allowed: the built-in engine gives a whole one. One of these is for one question.
 */
export class ScopedIndex {
  private readonly until = performance.now() + answerLimitMs;

  constructor(
    private readonly client: Client,
    private readonly alias: string,
  ) {}

  async search(scope: VenueScope, request: ScopedRequest): Promise<Found> {
    const response = await this.client.search<Source>(
      { index: this.alias, ...bodyOf(scope, request), ...this.limit, allow_partial_search_results: false },
      this.patience(),
    );
    return toFound(response);
  }

  /** Two at once, for little more than the time of one. */
  async searchBoth(scope: VenueScope, one: ScopedRequest, other: ScopedRequest): Promise<[Found, Found]> {
    const { responses } = await this.client.msearch<Source>(
      {
        searches: [one, other].flatMap((request) => [
          { index: this.alias, allow_partial_search_results: false },
          { ...bodyOf(scope, request), ...this.limit },
        ]),
      },
      this.patience(),
    );
    const [first, second] = responses.map(foundOrThrow);
    if (!first || !second) throw new Error('Elasticsearch left a search unanswered');
    return [first, second];
  }

  /** What is near in the venue's libraries. */
  async near(scope: VenueScope, request: NearRequest): Promise<{ words: NearWords; beginnings: NearWords }> {
    const suggest = suggestNear(scope, request);
    if (Object.keys(suggest).length === 0) return nearWordsOf({});
    const response = await this.client.search(
      {
        index: this.alias,
        size: 0,
        track_total_hits: false,
        query: { match_none: {} },
        suggest,
        ...this.limit,
        allow_partial_search_results: false,
      },
      this.patience(),
    );
    return nearWordsOf(response.suggest);
  }

  private get left(): number {
    return Math.ceil(this.until - performance.now());
  }

  private get limit(): { timeout: string } {
    return { timeout: `${Math.min(searchLimitMs, Math.max(1, this.left))}ms` };
  }

  /** @throws Error when the question has taken all its time */
  private patience(): { requestTimeout: number; maxRetries: number } {
    const { left } = this;
    if (left <= 0) throw new Error(`Elasticsearch did not answer within ${answerLimitMs} ms`);
    return { requestTimeout: left, maxRetries: 0 };
  }
}

interface Source {
  track: TrackSummary;
}

const bodyOf = (scope: VenueScope, request: ScopedRequest): estypes.SearchSearchRequestBody => ({
  query: scope.narrow(request.query),
  sort: [
    ...(request.byStanding ? [] : ['_score']),
    { standing: 'desc' },
    ...(request.byLength ? [{ word_count: 'asc' as const }, { base: 'asc' as const }] : []),
    { id: 'asc' },
  ],
  from: request.from ?? 0,
  size: request.size,
  track_total_hits: request.count ? mostFound : false,
  _source: ['track'],
  ...(request.counts ? { aggs: request.counts } : {}),
});

const toFound = ({ hits, aggregations }: Answer): Found => ({
  hits: hits.hits.flatMap(({ _source, _score, matched_queries }) =>
    _source ? { track: _source.track, score: _score ?? 0, matched: namesOf(matched_queries) } : [],
  ),
  total: totalOf(hits.total),
  counts: Counts.parse(aggregations ?? {}),
});
const foundOrThrow = (response: estypes.MsearchResponseItem<Source>): Found => {
  if ('error' in response) throw new Error(`Elasticsearch refused a search: ${response.error.reason ?? ''}`);
  return toFound(response);
};
type Answer = Pick<estypes.SearchResponse<Source>, 'hits' | 'aggregations'>;

const totalOf = (total: estypes.SearchTotalHits | number | undefined): number =>
  typeof total === 'number' ? total : (total?.value ?? 0);

const namesOf = (names: string[] | Record<string, number> | undefined): readonly string[] =>
  Array.isArray(names) ? names : Object.keys(names ?? {});
