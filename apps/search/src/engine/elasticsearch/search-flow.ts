import { forgivenEdits } from '../../text/edits';
import { type SearchQuery, type SearchResult, mostFound } from '../search-engine';
import { Tally, countRequests } from './counts';
import { type Asked } from './asked';
import { filterQueries, filtered } from './filters';
import { areInNames, meantBy } from './meant';
import { mended } from './mended';
import { type Found, type Hit, type ScopedIndex } from './scoped-index';
import { matched, meantQuery, titleQuery, typedQuery } from './track-query';
import { type Query } from './venue-scope';

/** Tracks whose words were mended that an answer holds at most. */
const mostMeant = 50;
/** So few as typed are few: then what may have been meant is of interest too. */
const few = 10;

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
    // Every page has to decide as the first one does.
    const first = this.from === 0 ? typed.hits[0] : (await this.best(typedQuery(asked), 1))[0];
    if (this.suffices(first, typed.total)) return answer(typed.hits, typed.total, tally);
    const readings = await mended(this.index, asked, typed.total);
    // Where all words are in title and artist, nothing but another whole title can have been meant.
    const onlyTitles = first !== undefined && areInNames(asked.words, first.track);
    const head = await this.best(onlyTitles ? titleQuery(readings) : meantQuery(readings));
    const [best] = head;
    const meant = head.filter((hit) => !isTyped(hit));
    if (best === undefined || meant.length === 0) return answer(typed.hits, typed.total, tally);
    if (!onlyTitles && isTyped(best) && typed.total >= few) return answer(typed.hits, typed.total, tally);
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
  private suffices(best: Hit | undefined, total: number): boolean {
    if (total >= few && this.asked.words.every((word) => forgivenEdits(word) === 0)) return true;
    if (best === undefined) return false;
    return best.matched.some((name) => naming.has(name)) || (total >= few && best.matched.includes(matched.begins));
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
