import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { scopeOf } from '../../documents/document-row';

export interface KnownIndex {
  name: string;
  mappingVersion: number;
  /** Changes up to this revision are in it. */
  followed: number;
  isLive: boolean;
  /** It has lacked something for so long that removals may be forgotten before it hears of them. */
  isOutdated: boolean;
  /** It was told nothing for a day. */
  isQuiet: boolean;
  /** It was told something a moment ago. */
  isFresh: boolean;
}

interface IndexRow {
  name: string;
  mapping_version: number;
  /** A bigint, which arrives as text. */
  followed: string;
  is_live: boolean;
  is_outdated: boolean;
  is_quiet: boolean;
  is_fresh: boolean;
}
/**
 * Between two writes that searches see at once, by all replicas together. Each makes a segment, and what the engine knows
 * of the index as a whole is made anew for the next search. Milliseconds.
 */
const restMs = 500;
/** Documents remember removals for 30 days. */
const columns = `name, mapping_version, followed, is_live,
  followed_at < clock_timestamp() - interval '25 days' AS is_outdated,
  followed_at < clock_timestamp() - interval '1 day' AS is_quiet,
  followed_at > clock_timestamp() - interval '${restMs} ms' AS is_fresh`;

/** What is known of the indices outside: they are fed from here, and one that is not known is nobody's. */
@Injectable()
export class IndexRegistry {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** All indices, the newest revision of the documents, and whether venues share any, as of one moment. */
  async survey(
    reader: Pick<EntityManager, 'query'> = this.dataSource,
  ): Promise<{ indices: KnownIndex[]; newest: number; hasShared: boolean }> {
    const [row] = await reader.query<{ indices: IndexRow[]; newest: string; has_shared: boolean }[]>(
      `SELECT (SELECT coalesce(jsonb_agg(to_jsonb(known) ORDER BY is_live DESC), '[]') FROM (SELECT ${columns} FROM outside_indices) AS known) AS indices,
              (SELECT coalesce(max(revision), 0) FROM documents) AS newest,
              EXISTS (SELECT 1 FROM documents WHERE scope = $1 AND deleted_at IS NULL) AS has_shared`,
      [scopeOf(null)],
    );
    return {
      indices: (row?.indices ?? []).map(toIndex),
      newest: Number(row?.newest ?? 0),
      hasShared: row?.has_shared ?? true,
    };
  }

  /** A new index, to be filled with the documents as they are from now on: it follows every later change. */
  async add(manager: EntityManager, name: string, mappingVersion: number): Promise<void> {
    await manager.query(
      `INSERT INTO outside_indices (name, mapping_version, followed)
       SELECT $1, $2, coalesce(max(revision), 0) FROM documents`,
      [name, mappingVersion],
    );
  }

  /** It was lost and is filled from the beginning. */
  async startOver(manager: EntityManager, name: string): Promise<void> {
    await manager.query(
      `UPDATE outside_indices SET followed = (SELECT coalesce(max(revision), 0) FROM documents) WHERE name = $1`,
      [name],
    );
  }

  /** Holds the row, so that one replica at a time feeds the index; undefined where another one does. */
  async hold(manager: EntityManager, name: string): Promise<KnownIndex | undefined> {
    const rows = await manager.query<IndexRow[]>(
      `SELECT ${columns} FROM outside_indices WHERE name = $1 FOR UPDATE SKIP LOCKED`,
      [name],
    );
    return rows.map(toIndex)[0];
  }

  async setFollowed(manager: EntityManager, name: string, revision: number): Promise<void> {
    await manager.query('UPDATE outside_indices SET followed = $2, followed_at = clock_timestamp() WHERE name = $1', [
      name,
      revision,
    ]);
  }

  /** They lack nothing, though they were told nothing for long. */
  async noteUpToDate(newest: number): Promise<void> {
    await this.dataSource.query('UPDATE outside_indices SET followed_at = clock_timestamp() WHERE followed >= $1', [
      newest,
    ]);
  }

  /** From now on this is the only one. */
  async setLive(manager: EntityManager, name: string): Promise<void> {
    await manager.query('DELETE FROM outside_indices WHERE name <> $1', [name]);
    await manager.query('UPDATE outside_indices SET is_live = true WHERE name = $1', [name]);
  }

  async forget(manager: EntityManager, name: string): Promise<void> {
    await manager.query('DELETE FROM outside_indices WHERE name = $1', [name]);
  }
}

const toIndex = (row: IndexRow): KnownIndex => ({
  name: row.name,
  mappingVersion: row.mapping_version,
  followed: Number(row.followed),
  isLive: row.is_live,
  isOutdated: row.is_outdated,
  isQuiet: row.is_quiet,
  isFresh: row.is_fresh,
});
