import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type SearchHistoryEntry } from '@djamms/contracts';
import { newId } from '@djamms/platform';
import { DataSource, QueryFailedError } from 'typeorm';
import { keyOf, storable, typingMs, type Person, type SearchEntry } from './search-entry';

/** Days that a search is kept. */
export const retentionDays = 90;
/** A result is chosen within this time after its search. */
export const clickWindow = '1 hour';

interface HistoryRow {
  id: string;
  venueId: string;
  query: string;
  filters: SearchHistoryEntry['filters'];
  resultCount: number | null;
  clickedTrackId: string | null;
  searchedAt: Date;
}

const keepSql = `
  INSERT INTO search_history (id, venue_id, person_id, person_kind, query, query_key, filters, result_count,
                                       clicked_track_id, searched_at)
  SELECT id, venue_id, person_id, person_kind, query, query_key, filters, result_count, clicked_track_id, searched_at
    FROM jsonb_to_recordset($1::jsonb) AS given (
      id uuid, venue_id uuid, person_id uuid, person_kind text, query text, query_key text, filters jsonb,
      result_count integer, clicked_track_id uuid, searched_at timestamptz)
  ON CONFLICT (id) DO NOTHING`;

/**
 * Takes back what somebody typed on from (or took letters back from) within seconds: of a search that is typed letter
 * by letter, whichever replicas it reached, stays how it ended. $1: the persons. $2: since when.
 */
const typedOnSql = `
  DELETE FROM search_history AS earlier USING search_history AS later
   WHERE earlier.person_id = ANY($1::uuid[]) AND earlier.searched_at > $2::timestamptz - interval '${typingMs} ms'
     AND earlier.clicked_track_id IS NULL
     AND later.person_id = earlier.person_id AND later.venue_id = earlier.venue_id
     AND later.searched_at BETWEEN earlier.searched_at AND earlier.searched_at + interval '${typingMs} ms'
     AND (later.searched_at, later.id) > (earlier.searched_at, earlier.id)
     AND earlier.query_key <> '' AND later.query_key <> ''
     AND (starts_with(later.query_key, earlier.query_key) OR starts_with(earlier.query_key, later.query_key))`;

/**
 * Another choice from the newest search is another click, and takes the first one away from nobody.
 * $1 venue, $2 person, $3 query key, $4 track.
 */
const clickSql = `
  UPDATE search_history SET clicked_track_id = $4
   WHERE id = (SELECT id FROM search_history
                WHERE person_id = $2 AND venue_id = $1 AND query_key = $3 AND searched_at > now() - interval '${clickWindow}'
                  AND (clicked_track_id IS NULL OR clicked_track_id = $4)
                  AND searched_at >= coalesce((SELECT max(searched_at) FROM search_history
                                                WHERE person_id = $2 AND venue_id = $1 AND query_key = $3
                                                  AND searched_at > now() - interval '${clickWindow}'
                                                  AND result_count IS NOT NULL), '-infinity')
                ORDER BY searched_at DESC, id LIMIT 1)
  RETURNING id`;

/** Whether the database will never take what it was given (SQLSTATE class 22). */
export const isRefused = (error: unknown): boolean =>
  error instanceof QueryFailedError && /^22/.test(String((error.driverError as { code?: unknown }).code));

/** What each person searched for, and what they chose of it. */
@Injectable()
export class SearchHistory {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Safe to repeat. @throws an error that `isRefused` tells of when the database does not take one of them */
  async keep(entries: readonly SearchEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(
      ({ id, venueId, person, query, queryKey, filters, resultCount, clickedTrackId, searchedAt }) => ({
        id,
        venue_id: venueId,
        person_id: person.id,
        person_kind: person.kind,
        query,
        query_key: queryKey,
        filters,
        result_count: resultCount,
        clicked_track_id: clickedTrackId,
        searched_at: searchedAt,
      }),
    );
    await this.dataSource.query(keepSql, [JSON.stringify(rows)]);
    const since = Math.min(...entries.map(({ searchedAt }) => searchedAt.getTime()));
    const persons = [...new Set(entries.map(({ person }) => person.id))];
    await this.dataSource.query(typedOnSql, [persons, new Date(since)]);
  }

  /** Kept with the search it belongs to; one that is not known any more is told by the click. */
  async click({
    venueId,
    person,
    query,
    trackId,
    at,
  }: {
    venueId: string;
    person: Person;
    query: string;
    trackId: string;
    at: Date;
  }): Promise<void> {
    const queryKey = keyOf(query) ?? '';
    const [rows] = await this.dataSource.query<[unknown[], number]>(clickSql, [venueId, person.id, queryKey, trackId]);
    if (rows.length > 0) return;
    const told = { id: newId(), venueId, person, query: storable(query), queryKey, filters: {}, resultCount: null };
    await this.keep([{ ...told, clickedTrackId: trackId, searchedAt: at }]);
  }

  /** Whether the track can be found in the venue. */
  async isTrackOf(scopes: readonly string[], trackId: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      'SELECT 1 FROM documents WHERE track_id = $1 AND scope = ANY($2::uuid[]) AND deleted_at IS NULL',
      [trackId, scopes],
    );
    return rows.length > 0;
  }

  /** Newest first. */
  async list(
    person: Person,
    venueId: string | undefined,
    page: { limit: number; offset: number },
  ): Promise<{ items: SearchHistoryEntry[]; total: number }> {
    const mine = 'person_id = $1 AND ($2::uuid IS NULL OR venue_id = $2)';
    const values = [person.id, venueId ?? null];
    const [rows, counts] = await Promise.all([
      this.dataSource.query<HistoryRow[]>(
        `SELECT id, venue_id AS "venueId", query, filters, result_count AS "resultCount",
                clicked_track_id AS "clickedTrackId", searched_at AS "searchedAt"
           FROM search_history WHERE ${mine} ORDER BY searched_at DESC, id LIMIT $3 OFFSET $4`,
        [...values, page.limit, page.offset],
      ),
      this.dataSource.query<{ total: number }[]>(
        `SELECT count(*)::int AS total FROM search_history WHERE ${mine}`,
        values,
      ),
    ]);
    const items = rows.map((row) => ({ ...row, searchedAt: row.searchedAt.toISOString() }));
    return { items, total: counts[0]?.total ?? 0 };
  }

  async clear(person: Person, venueId: string | undefined): Promise<number> {
    const [, deleted] = await this.dataSource.query<[unknown[], number]>(
      'DELETE FROM search_history WHERE person_id = $1 AND ($2::uuid IS NULL OR venue_id = $2)',
      [person.id, venueId ?? null],
    );
    return deleted;
  }
}
