import { type Suggestion } from '@djamms/contracts';
import { type Asked } from './asked';
import { artistCounts, artistNames } from './counts';
import { type Hit, type ScopedIndex } from './scoped-index';
import { beginningQuery, byArtist, freeQuery, nearBeginningQuery, nearlyByArtist } from './track-query';
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
    const near = await this.ask(nearlyByArtist(asked), nearBeginningQuery(asked));
    const both = distinct([...begun, ...near]).slice(0, this.limit);
    if (both.length > 0) return both;
    return (await this.tracks(freeQuery(asked))).map(toSuggestion);
  }

  /** Artists may take half of the places, and what the tracks leave. */
  private async ask(artistQuery: Query, trackQuery: Query): Promise<Suggestion[]> {
    const [artists, tracks] = await Promise.all([this.artists(artistQuery), this.tracks(trackQuery)]);
    const offered = artists.slice(0, Math.max(Math.ceil(this.limit / 2), this.limit - tracks.length));
    return [...offered, ...tracks.slice(0, this.limit - offered.length).map(toSuggestion)];
  }

  private async artists(query: Query): Promise<Suggestion[]> {
    const found = await this.index.search(this.asked.scope, { query, size: 0, counts: artistCounts });
    return artistNames(found.counts).map((text) => ({ kind: 'artist' as const, text }));
  }

  private async tracks(query: Query): Promise<Hit[]> {
    return (await this.index.search(this.asked.scope, { query, size: this.limit })).hits;
  }
}

const toSuggestion = ({ track }: Hit): Suggestion => ({
  kind: 'track',
  text: track.title,
  trackId: track.id,
  artist: track.artist,
});

const distinct = (suggestions: readonly Suggestion[]): Suggestion[] => [
  ...new Map(suggestions.map((each) => [`${each.kind} ${each.trackId ?? each.text}`, each])).values(),
];
