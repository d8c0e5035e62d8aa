import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type Suggestion, type TrackSummary } from '@djamms/contracts';
import { DataSource } from 'typeorm';
import { normalize, wordsOf } from '../../text/normalize';
import { scopesOf, toRow } from '../../documents/document-row';
import { SearchEngine, type EngineStats, type SearchQuery, type SearchResult } from '../search-engine';
import { searchSql } from './search-sql';
import { artistsSql, tracksSql } from './suggest-sql';
import { toTsquery, type WordChoice } from './tsquery';
import { WordMender } from './word-mender';

/** Words of a query that are looked at; nobody types more to find a song. */
const maxWords = 16;

/** As typed: whole words, and the last one may go on. */
const asTyped = (words: readonly string[]): WordChoice[] =>
  words.map((word, index) => ({ alternatives: [word], isPrefix: index === words.length - 1 }));

/** Search in the service's own PostgreSQL: words by a full-text index, slips by trigrams over the words that occur. */
@Injectable()
export class PostgresSearchEngine extends SearchEngine {
  readonly name = 'built-in';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly mender: WordMender,
  ) {
    super();
  }

  async index(): Promise<void> {
    // Reads the documents themselves.
  }

  async remove(): Promise<void> {
    // Reads the documents themselves.
  }

  async fill(): Promise<void> {
    // Reads the documents themselves.
  }

  async stats(): Promise<EngineStats> {
    return { tracks: 0, bytes: 0 };
  }

  async check(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }

  async search(venueId: string, query: SearchQuery): Promise<SearchResult> {
    const words = wordsOf(normalize(query.text)).slice(0, maxWords);
    const found = await this.find(venueId, query, asTyped(words), words.join(' '));
    if (found.total > 0 || words.length === 0) return found;
    const mended = await this.mender.mend(venueId, words);
    if (!mended) return found;
    // Which reading was meant is a guess: among them the popular one comes first, not the one spelled like the guess.
    const second = await this.find(venueId, query, mended, '');
    const best = second.items[0];
    return best ? { ...second, didYouMean: readingIn(best, mended) } : found;
  }

  async suggest(venueId: string, text: string, limit: number): Promise<Suggestion[]> {
    const words = wordsOf(normalize(text)).slice(0, maxWords);
    if (words.length === 0) return [];
    const values = [scopesOf(venueId), words.join(' '), limit];
    const [artists, tracks] = await Promise.all([
      this.dataSource.query<{ artist: string }[]>(artistsSql, values),
      this.dataSource.query<{ trackId: string; text: string; artist: string }[]>(tracksSql, [
        ...values,
        toTsquery(asTyped(words)),
      ]),
    ]);
    // Artists may take half of the places, and what the tracks leave.
    const offered = artists.slice(0, Math.max(Math.ceil(limit / 2), limit - tracks.length));
    return [
      ...offered.map(({ artist }) => ({ kind: 'artist' as const, text: artist })),
      ...tracks.slice(0, limit - offered.length).map((track) => ({ kind: 'track' as const, ...track })),
    ];
  }

  /** `text`: what titles and names are compared with to rank them; empty ranks by popularity alone. */
  private async find(venueId: string, query: SearchQuery, words: WordChoice[], text: string): Promise<SearchResult> {
    const { sql, values } = searchSql({
      venueId,
      text,
      words: toTsquery(words),
      filters: query.filters,
      limit: query.pageSize,
      offset: (query.page - 1) * query.pageSize,
    });
    const [result] = await this.dataSource.query<SearchResult[]>(sql, values);
    if (!result) throw new Error('The search gave no answer row.');
    return result;
  }
}

/** The words in the reading that a track holds. */
function readingIn(track: TrackSummary, words: readonly WordChoice[]): string {
  const held = new Set(toRow(track).word_list);
  return words.map(({ alternatives }) => alternatives.find((word) => held.has(word)) ?? alternatives[0]).join(' ');
}
