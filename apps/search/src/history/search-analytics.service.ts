import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type OutputOf, type getSearchAnalytics } from '@djamms/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { lockSql } from '../documents/document-sql';
import { clickWindow, retentionDays } from './search-history.service';

type Analytics = OutputOf<typeof getSearchAnalytics>;

/** Days of counts that are kept. */
const countsDays = 365;
/** A click counts half after so many days, and not at all after four times as many. */
const clickHalfLifeDays = 14;

/**
 * Counts the days of the searches since the last time anew: what was typed on within seconds is not a search of its
 * own, nor is another choice from the same one. Counts never shrink, so that a history that somebody clears stays counted, without them. Where filters left
 * nothing, the venue may well have the song. $1: since when.
 */
const countSql = `
  WITH searches AS (
    SELECT venue_id, searched_at, query, query_key, filters, result_count, clicked_track_id,
           lead(query_key) OVER person AS next_key, lead(searched_at) OVER person AS next_at,
           lag(query_key) OVER person AS last_key, lag(searched_at) OVER person AS last_at,
           lag(clicked_track_id) OVER person AS last_choice
      FROM search_history WHERE searched_at >= date_trunc('day', $1::timestamptz, 'UTC')
    WINDOW person AS (PARTITION BY venue_id, person_id ORDER BY searched_at, id)
  ), counted AS (
    INSERT INTO search_counts AS known (venue_id, day, query_key, query, searches, without_result, clicks, last_searched_at)
    SELECT venue_id, (searched_at AT TIME ZONE 'UTC')::date, query_key, (array_agg(query ORDER BY searched_at DESC))[1],
           count(*), count(*) FILTER (WHERE result_count = 0 AND filters = '{}'), count(clicked_track_id), max(searched_at)
      FROM searches
     WHERE query_key <> ''
       AND NOT coalesce(clicked_track_id IS NULL AND next_at < searched_at + interval '8 seconds'
                          AND starts_with(next_key, query_key), false)
       AND NOT coalesce(result_count IS NULL AND last_choice IS NOT NULL AND last_key = query_key
                          AND last_at > searched_at - interval '${clickWindow}', false)
     GROUP BY 1, 2, 3
    ON CONFLICT (venue_id, day, query_key) DO UPDATE SET
      query = excluded.query, searches = greatest(known.searches, excluded.searches),
      without_result = greatest(known.without_result, excluded.without_result),
      clicks = greatest(known.clicks, excluded.clicks), last_searched_at = excluded.last_searched_at
    RETURNING 1)
  SELECT count(*)::int AS count FROM counted`;

/** One person lifts a track once a day, however often they choose it. */
const liftSql = `
  WITH chosen AS (
    SELECT clicked_track_id AS track_id, sum(power(0.5, (current_date - day) / ${clickHalfLifeDays}.0)) AS clicks
      FROM (SELECT DISTINCT clicked_track_id, person_id, searched_at::date AS day FROM search_history
             WHERE clicked_track_id IS NOT NULL AND searched_at > now() - interval '${clickHalfLifeDays * 4} days') AS click
     GROUP BY 1
  ), lifted AS (
    UPDATE documents SET clicks = coalesce(target.clicks, 0), revision = nextval('document_revisions')
      FROM (SELECT document.track_id, chosen.clicks FROM documents AS document LEFT JOIN chosen USING (track_id)
             WHERE (document.clicks > 0 OR chosen.clicks IS NOT NULL) AND document.deleted_at IS NULL
               AND abs(document.clicks - coalesce(chosen.clicks, 0)) >= 0.1) AS target
     WHERE documents.track_id = target.track_id
    RETURNING 1)
  SELECT count(*)::int AS count FROM lifted`;

const forgetSql = `
  WITH old AS (DELETE FROM search_history WHERE searched_at < now() - interval '${retentionDays} days' RETURNING 1)
  SELECT count(*)::int AS count FROM old`;

/** Turns searches into counts and ranks, and forgets the old ones. */
@Injectable()
export class SearchAnalytics {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Safe to run twice, or not for days. */
  async rollUp(): Promise<{ counted: number; lifted: number; forgotten: number }> {
    return this.dataSource.transaction(async (manager) => {
      const [rollup] = await manager.query<{ counted_until: Date }[]>(
        `INSERT INTO search_rollups AS known (name, counted_until) VALUES ('searches', now() - interval '${retentionDays} days')
         ON CONFLICT (name) DO UPDATE SET counted_until = known.counted_until RETURNING counted_until`,
      );
      const counted = await count(manager, countSql, [rollup?.counted_until]);
      await manager.query(`UPDATE search_rollups SET counted_until = now() WHERE name = 'searches'`);
      const forgotten = await count(manager, forgetSql);
      await manager.query(`DELETE FROM search_counts WHERE day < current_date - ${countsDays}`);
      // Last, as changes of documents wait for it.
      await manager.query(lockSql);
      return { counted, forgotten, lifted: await count(manager, liftSql) };
    });
  }

  /** Of the last `days` days, today's part included. */
  async of(venueId: string, days: number, limit: number): Promise<Analytics> {
    const values = [venueId, days];
    const within = `venue_id = $1 AND day > (now() AT TIME ZONE 'UTC')::date - $2::int`;
    const queries = (having: string, order: string): Promise<QueryRow[]> =>
      this.dataSource.query<QueryRow[]>(
        `SELECT (array_agg(query ORDER BY day DESC))[1] AS query, sum(searches)::int AS searches,
                sum(without_result)::int AS "withoutResult", sum(clicks)::int AS clicks, max(last_searched_at) AS "lastSearchedAt"
           FROM search_counts WHERE ${within} GROUP BY query_key HAVING ${having} ORDER BY ${order} DESC, query_key LIMIT $3`,
        [...values, limit],
      );
    const [popular, empty, sums, rollups] = await Promise.all([
      queries('true', 'sum(searches)'),
      queries('sum(without_result) > 0', 'sum(without_result)'),
      this.dataSource.query<{ searches: number; without: number; clicks: number }[]>(
        `SELECT coalesce(sum(searches), 0)::int AS searches, coalesce(sum(without_result), 0)::int AS without,
                coalesce(sum(clicks), 0)::int AS clicks FROM search_counts WHERE ${within}`,
        values,
      ),
      this.dataSource.query<{ until: Date }[]>(
        `SELECT counted_until AS until FROM search_rollups WHERE name = 'searches'`,
      ),
    ]);
    const { searches = 0, without = 0, clicks = 0 } = sums[0] ?? {};
    return {
      searches,
      withoutResult: without,
      clickThrough: searches === 0 ? 0 : Math.round((clicks / searches) * 1_000) / 1_000,
      popularQueries: popular.map(toCount),
      queriesWithoutResult: empty.map(toCount),
      countedUntil: rollups[0]?.until.toISOString() ?? null,
    };
  }
}

interface QueryRow {
  query: string;
  searches: number;
  withoutResult: number;
  clicks: number;
  lastSearchedAt: Date;
}

const toCount = (row: QueryRow): Analytics['popularQueries'][number] => ({
  ...row,
  lastSearchedAt: row.lastSearchedAt.toISOString(),
});

async function count(manager: EntityManager, sql: string, values: unknown[] = []): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(sql, values);
  return row?.count ?? 0;
}
