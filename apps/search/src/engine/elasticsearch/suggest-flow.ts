import { type Suggestion } from '@djamms/contracts';
import { byFame, leastMended, suggested, type SuggestedArtist, type SuggestedTrack } from '../suggested';
import { withoutArticle } from '../track-text';
import { type Asked } from './asked';
import { fameCounts, famousArtists } from './counts';
import { mendedBeginnings } from './mended';
import { type Hit, type ScopedIndex, type ScopedRequest } from './scoped-index';
import { beginningQuery, byArtist, meantQuery, matched, nearBeginningQuery, nearlyByArtist } from './track-query';
import { type Query } from './venue-scope';

/** What the text may become: what begins so; where that is too little, what nearly does. */
export class SuggestFlow {
  constructor(
    private readonly index: ScopedIndex,
    private readonly asked: Asked,
    private readonly limit: number,
  ) {}

  async run(): Promise<Suggestion[]> {
    const { asked } = this;
    if (asked.words.length === 0) return [];
    const begun = await this.ask(byArtist(asked), beginningQuery(asked));
    if (begun.length >= this.limit) return begun;
    const meant = await mendedBeginnings(this.index, asked);
    const near = await this.ask(nearlyByArtist(meant), nearBeginningQuery(meant));
    const both = distinct([...begun, ...near]).slice(0, this.limit);
    if (both.length > 0) return both;
    const free = await this.index.search(asked.scope, this.trackRequest(meantQuery(meant)));
    return suggested([], free.hits.map(toSuggested), () => [], this.limit);
  }

  private async ask(artistQuery: Query, trackQuery: Query): Promise<Suggestion[]> {
    const { asked } = this;
    const [artists, tracks] = await this.index.searchBoth(
      asked.scope,
      { query: artistQuery, size: 0, counts: fameCounts(asked) },
      this.trackRequest(trackQuery),
    );
    const begins = tracks.hits.filter((hit) => hit.matched.includes(matched.begins)).map(toSuggested);
    const others = tracks.hits.filter((hit) => !hit.matched.includes(matched.begins)).map(toSuggested);
    return suggested(this.artistsIn(artists.counts), begins, () => others, this.limit);
  }

  private artistsIn(counts: Record<string, unknown>): SuggestedArtist[] {
    const { asked } = this;
    const start = withoutArticle(asked.text);
    return famousArtists(counts)
      .map(({ key, name, popularity }) => ({
        name,
        popularity,
        isExact: withoutArticle(key) === start && asked.text.length >= leastMended,
      }))
      .sort(byFame);
  }

  private trackRequest(query: Query): ScopedRequest {
    return { query, size: this.limit, byLength: true };
  }
}

const toSuggested = ({ track }: Hit): SuggestedTrack => track;

const distinct = (suggestions: readonly Suggestion[]): Suggestion[] => [
  ...new Map(suggestions.map((each) => [`${each.kind} ${each.trackId ?? each.text}`, each])).values(),
];
