import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { editDistance, exchanges, forgivenEdits } from '../../text/edits';
import { scopesOf } from '../../documents/document-row';
import { type WordChoice } from './tsquery';

/** Readings of one mistyped word that are tried at most. */
const maxReadings = 4;
/** Words compared by trigrams at most; one letter of four wrong still shares this share of them. */
const maxSimilar = 50;
const leastSimilarity = 0.2;

/** Finds what mistyped words were meant to be, among the words of the venue's library. */
@Injectable()
export class WordMender {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns undefined when no word could be mended, or one that occurs nowhere is like none that does */
  async mend(venueId: string, words: readonly string[]): Promise<WordChoice[] | undefined> {
    const choices = await Promise.all(
      words.map((word, index) => this.readings(venueId, word, index === words.length - 1)),
    );
    const found = choices.every(({ alternatives }) => alternatives.length > 0);
    const mended = choices.some(({ alternatives }, index) => alternatives[0] !== words[index]);
    return found && mended ? choices : undefined;
  }

  private async readings(venueId: string, word: string, isLast: boolean): Promise<WordChoice> {
    const scopes = scopesOf(venueId);
    if (await this.occurs(scopes, word, isLast)) return { alternatives: [word], isPrefix: isLast };
    const limit = forgivenEdits(word);
    if (limit === 0) return { alternatives: [], isPrefix: false };
    const near = (await this.candidates(scopes, word))
      .map((candidate) => ({ candidate, distance: editDistance(word, candidate, limit) }))
      .filter(({ distance }) => distance <= limit)
      .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
    return { alternatives: near.slice(0, maxReadings).map(({ candidate }) => candidate), isPrefix: false };
  }

  private async occurs(scopes: string[], word: string, isPrefix: boolean): Promise<boolean> {
    const matches = isPrefix ? 'starts_with(word, $2)' : 'word = $2';
    const rows = await this.dataSource.query<unknown[]>(
      `SELECT 1 FROM words WHERE scope = ANY($1::uuid[]) AND ${matches} LIMIT 1`,
      [scopes, word],
    );
    return rows.length > 0;
  }

  private async candidates(scopes: string[], word: string): Promise<string[]> {
    const rows = await this.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT set_config('pg_trgm.similarity_threshold', $1, true)`, [String(leastSimilarity)]);
      return manager.query<{ word: string }[]>(
        `SELECT word FROM words WHERE scope = ANY($1::uuid[]) AND word = ANY($3::text[])
          UNION
         (SELECT word FROM words WHERE scope = ANY($1::uuid[]) AND word % $2 ORDER BY similarity(word, $2) DESC LIMIT $4)`,
        [scopes, word, exchanges(word), maxSimilar],
      );
    });
    return rows.map((row) => row.word);
  }
}
