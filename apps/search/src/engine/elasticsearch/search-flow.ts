import { forgivenEdits } from '../../text/edits';
import { type SearchQuery, type SearchResult, mostFound } from '../search-engine';
import { Tally, countRequests } from './counts';
import { type Asked } from './asked';
import { filterQueries, filtered } from './filters';
import { meantBy } from './meant';
import { mended } from './mended';
import { type Found, type Hit, type ScopedIndex } from './scoped-index';
import { freeQuery, matched, nearQuery, typedQuery } from './track-query';
import { type Query } from './venue-scope';

/** Tracks whose words were mended that an answer holds at most. */
const mostMeant = 50;
/** So few as typed are few: then what may have been meant is of interest too. */
const few = 10;
/** What another reading of the words costs of the score. */
const otherReading = 0.8;

/** One search: first as typed; where that is not what the words name, what they may have been meant to be. */
export class SearchFlow {
  private readonly filters: readonly Query[];

  constructor(
    private readonly index: ScopedIndex,
    private readonly asked: Asked,
    private readonly query: SearchQuery,
  ) {
    this.filters = filterQueries(query.filters);
  }

  async run(): Promise<SearchResult> {
    const { asked } = this;
    if (asked.words.length === 0) return this.everything();
    const typed = await this.page(typedQuery(asked), this.from, this.size);
    const tally = new Tally(asked, typed.counts);
    if (await this.suffices(typed)) return answer(typed.hits, typed.total, tally);
    const head = await this.meant(await mended(this.index, asked, typed.total));
    const [best] = head;
    const meant = head.filter((hit) => !isTyped(hit));
    if (best === undefined || meant.length === 0) return answer(typed.hits, typed.total, tally);
    if (isTyped(best) && typed.total >= few) return answer(typed.hits, typed.total, tally);
    for (const { track } of meant) tally.add(track, track.popularity);
    const result = answer(await this.merged(typed, head), typed.total + meant.length, tally);
    return isTyped(best) ? result : { ...result, didYouMean: meantBy(asked.words, best.track) };
  }

  /** Nothing was typed: all there is. */
  private async everything(): Promise<SearchResult> {
    const request = { query: filtered({ match_all: {} }, this.filters), byStanding: true, count: true };
    const found = await this.index.search(this.asked.scope, {
      ...request,
      from: this.from,
      size: this.size,
      counts: countRequests(this.asked),
    });
    return answer(found.hits, found.total, new Tally(this.asked, found.counts));
  }

  private get from(): number {
    return Math.min(mostFound, (this.query.page - 1) * this.query.pageSize);
  }

  private get size(): number {
    return Math.min(this.query.pageSize, mostFound - this.from);
  }

  private page(query: Query, from: number, size: number): Promise<Found> {
    const counts = countRequests(this.asked);
    return this.index.search(this.asked.scope, {
      query: filtered(query, this.filters),
      from,
      size,
      count: true,
      counts,
    });
  }

  /** The best of it is what the words name, or seem to be naming; or they are too short to be mended. */
  private async suffices({ hits, total }: Found): Promise<boolean> {
    if (total >= few && this.asked.words.every((word) => forgivenEdits(word) === 0)) return true;
    // Every page has to decide as the first one does.
    const best = this.from === 0 ? hits[0] : (await this.best(typedQuery(this.asked), 1))[0];
    if (best === undefined) return false;
    return best.matched.some((name) => naming.has(name)) || (total >= few && best.matched.includes(matched.begins));
  }

  /** The best of all readings. */
  private async meant(asked: Asked): Promise<Hit[]> {
    const near = await this.best(nearQuery(asked));
    const first = near[0];
    if (first && (isTyped(first) || first.matched.includes(matched.whole))) return near;
    const hits = new Map(near.map((hit) => [hit.track.id, hit]));
    for (const hit of await this.best(freeQuery(asked))) {
      const score = hit.score * otherReading;
      if ((hits.get(hit.track.id)?.score ?? -1) < score) hits.set(hit.track.id, { ...hit, score });
    }
    return [...hits.values()]
      .sort((a, b) => b.score - a.score || (a.track.id < b.track.id ? -1 : 1))
      .slice(0, mostMeant);
  }

  private async best(query: Query, size = mostMeant): Promise<Hit[]> {
    const request = { query: filtered(query, this.filters), size };
    return (await this.index.search(this.asked.scope, request)).hits;
  }

  /** The page of a list that begins with the best of all readings and goes on with what holds the words as typed. */
  private async merged(typed: Found, head: readonly Hit[]): Promise<Hit[]> {
    const own = head.slice(this.from, this.from + this.size);
    const missing = this.size - own.length;
    const typedInHead = head.filter(isTyped).length;
    if (missing <= 0 || typed.total <= typedInHead) return own;
    const others = { bool: { must_not: [{ ids: { values: head.map(({ track }) => track.id) } }] } };
    const query = filtered(typedQuery(this.asked), [others, ...this.filters]);
    const from = Math.max(0, this.from - head.length);
    const { hits } = await this.index.search(this.asked.scope, { query, from, size: missing });
    return [...own, ...hits];
  }
}

/** What the words are the name of. */
const naming = new Set<string>([matched.title, matched.artist]);

const isTyped = (hit: Hit): boolean => hit.matched.includes(matched.typed);

const answer = (hits: readonly Hit[], total: number, tally: Tally): SearchResult => ({
  items: hits.map(({ track }) => track),
  total: Math.min(total, mostFound),
  artists: tally.artists(),
  facets: tally.facets(),
});
