import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type SearchHistoryEntry } from '@djamms/contracts';
import { newId } from '@djamms/platform';
import { DataSource } from 'typeorm';
import { keyOf, storable, type Person, type SearchEntry } from './search-entry';

/** Days that a search is kept. */
export const retentionDays = 90;
/** A result is chosen within this time after its search. */
const clickWindow = '1 hour';

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
  INSERT INTO search_history AS known (id, venue_id, person_id, person_kind, query, query_key, filters, result_count,
                                       clicked_track_id, searched_at)
  SELECT id, venue_id, person_id, person_kind, query, query_key, filters, result_count, clicked_track_id, searched_at
    FROM jsonb_to_recordset($1::jsonb) AS given (
      id uuid, venue_id uuid, person_id uuid, person_kind text, query text, query_key text, filters jsonb,
      result_count integer, clicked_track_id uuid, searched_at timestamptz)
  ON CONFLICT (id) DO UPDATE SET
    query = excluded.query, query_key = excluded.query_key, filters = excluded.filters,
    result_count = excluded.result_count, searched_at = excluded.searched_at
  WHERE known.clicked_track_id IS NULL`;

/** $1 venue, $2 person, $3 query key, $4 track. */
const clickSql = `
  UPDATE search_history SET clicked_track_id = $4
   WHERE id = (SELECT id FROM search_history
                WHERE person_id = $2 AND venue_id = $1 AND query_key = $3 AND searched_at > now() - interval '${clickWindow}'
                ORDER BY searched_at DESC, id LIMIT 1)
  RETURNING id`;

/** What each person searched for, and what they chose of it. */
@Injectable()
export class SearchHistory {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async keep(entries: readonly SearchEntry[]): Promise<void> {
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
