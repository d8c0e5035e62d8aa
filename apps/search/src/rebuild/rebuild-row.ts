import { type SearchRebuild } from '@djamms/contracts';

export type RebuildReason = NonNullable<SearchRebuild['reason']>;
/** `library`: the documents are told again by music; `index`: an outside index is filled with the documents. */
export type RebuildPart = 'library' | 'index';

export interface RebuildRow {
  id: string;
  reason: RebuildReason;
  engine: SearchRebuild['engine'];
  state: 'running' | 'done' | 'failed';
  /** Of the index that is being filled; null for the built-in engine. */
  index_name: string | null;
  /** The revision to have followed before the index is used; null until all parts are done. A bigint, as text. */
  catch_up_to: string | null;
  total: number;
  /** Of all parts on average. */
  done: number;
  error: string | null;
  started_at: Date;
  finished_at: Date | null;
}

/** A part counts like each other one. `total` was counted at the beginning, and the library may have grown since. */
export const rebuildColumns = `id, reason, engine, state, index_name, catch_up_to, error, started_at, finished_at,
  total, least(total, (SELECT coalesce(avg(CASE WHEN completed_at IS NULL THEN done ELSE greatest(done, total) END), 0)::int
                         FROM rebuild_parts WHERE rebuild_id = rebuilds.id)) AS done`;

export interface PartRow {
  rebuild_id: string;
  index_name: string | null;
  after_id: string | null;
  done: number;
  /** Of the database. */
  now: Date;
}

export const toRebuild = (row: RebuildRow): SearchRebuild => ({
  jobId: row.id,
  state: row.state,
  reason: row.reason,
  engine: row.engine,
  done: row.state === 'done' ? row.total : row.done,
  total: row.total,
  startedAt: row.started_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  error: row.error,
});

export const neverRebuilt = (engine: SearchRebuild['engine']): SearchRebuild => ({
  jobId: null,
  state: 'never',
  reason: null,
  engine,
  done: 0,
  total: 0,
  startedAt: null,
  finishedAt: null,
  error: null,
});
