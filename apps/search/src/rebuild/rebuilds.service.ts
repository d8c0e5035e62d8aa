import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type SearchRebuild } from '@djamms/contracts';
import { newId } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import {
  ELASTICSEARCH_ENGINE,
  type ElasticsearchSearchEngine,
} from '../engine/elasticsearch/elasticsearch-search-engine';
import { IndexRegistry } from '../engine/elasticsearch/index-registry.service';
import { mappingVersion } from '../engine/elasticsearch/mapping';
import { neverRebuilt, rebuildColumns, toRebuild, type RebuildReason, type RebuildRow } from './rebuild-row';

/** Rebuilds that are remembered. */
const kept = 20;

/** Starts rebuilds, one at a time, and tells how far they are. `RebuildRunner` does the work. */
@Injectable()
export class Rebuilds {
  private readonly engineName: SearchRebuild['engine'];

  constructor(
    @Inject(ELASTICSEARCH_ENGINE) private readonly engine: ElasticsearchSearchEngine | null,
    private readonly registry: IndexRegistry,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {
    this.engineName = engine === null ? 'built-in' : 'elasticsearch';
  }

  /** While one is running, that one is the answer. */
  async start(reason: RebuildReason): Promise<SearchRebuild> {
    await this.dataSource.transaction(async (manager) => {
      const id = newId();
      const index = this.engine?.store.names.make() ?? null;
      const inserted = await manager.query<unknown[]>(
        `INSERT INTO rebuilds (id, reason, engine, index_name, total)
         SELECT $1, $2, $3, $4, count(*)::int FROM documents WHERE deleted_at IS NULL
         ON CONFLICT DO NOTHING RETURNING id`,
        [id, reason, this.engineName, index],
      );
      if (inserted.length > 0) await this.addParts(manager, id, reason, index);
    });
    return this.newest();
  }

  async newest(): Promise<SearchRebuild> {
    const [row] = await this.dataSource.query<RebuildRow[]>(
      `SELECT ${rebuildColumns} FROM rebuilds ORDER BY state = 'running' DESC, started_at DESC LIMIT 1`,
    );
    return row ? toRebuild(row) : neverRebuilt(this.engineName);
  }

  /** An index is gone with its data: one that was being filled begins again, the one in use is made anew. */
  async recover(lost: string): Promise<void> {
    const isFilling = await this.dataSource.transaction(async (manager) => {
      const running = await manager.query<unknown[]>(
        `SELECT id FROM rebuilds WHERE state = 'running' AND index_name = $1 FOR UPDATE`,
        [lost],
      );
      if (running.length > 0) await this.startOver(manager, lost);
      return running.length > 0;
    });
    const { indices } = await this.registry.survey();
    if (!isFilling && indices.some(({ name }) => name === lost)) await this.start('first');
  }

  private async startOver(manager: EntityManager, index: string): Promise<void> {
    await this.registry.startOver(manager, index);
    await manager.query('UPDATE rebuilds SET catch_up_to = NULL, condensed_at = NULL WHERE index_name = $1', [index]);
    await manager.query(
      `UPDATE rebuild_parts SET after_id = NULL, done = 0, moved_at = clock_timestamp(), completed_at = NULL
        WHERE part = 'index' AND rebuild_id = (SELECT id FROM rebuilds WHERE index_name = $1)`,
      [index],
    );
  }

  /** Elasticsearch is configured no more: its indices are not followed from now on, and worth nothing later. */
  async leaveOutside(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query('DELETE FROM outside_indices');
      await manager.query(
        `UPDATE rebuilds SET state = 'failed', finished_at = clock_timestamp(), error = 'Elasticsearch is no longer configured'
          WHERE state = 'running' AND engine = 'elasticsearch'`,
      );
    });
  }

  /** What the documents hold is right where only the index was lost; music is asked when somebody wants all anew. */
  private async addParts(
    manager: EntityManager,
    id: string,
    reason: RebuildReason,
    index: string | null,
  ): Promise<void> {
    const parts = [
      ...(reason === 'admin' || reason === 'weekly' || index === null ? ['library'] : []),
      ...(index === null ? [] : ['index']),
    ];
    await manager.query('INSERT INTO rebuild_parts (rebuild_id, part) SELECT $1, unnest($2::text[])', [id, parts]);
    if (index !== null) await this.registry.add(manager, index, mappingVersion);
    await manager.query(
      `DELETE FROM rebuilds WHERE state <> 'running' AND id NOT IN (SELECT id FROM rebuilds ORDER BY started_at DESC LIMIT $1)`,
      [kept],
    );
  }
}
