import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ELASTICSEARCH_ENGINE, type ElasticsearchSearchEngine } from './elasticsearch-search-engine';
import { IndexRegistry } from './index-registry.service';
import { mappingVersion } from './mapping';

/** A rebuild in which no piece of work was done for so long has failed, whatever the reason. */
const longestStandstill = '30 minutes';

interface RunningRow {
  id: string;
  index_name: string | null;
  condensed_at: Date | null;
  catch_up_to: string | null;
  complete: boolean;
  stuck: boolean;
}

type Outcome = 'nothing' | 'more' | 'done';

/** The end of a rebuild: the new index takes the place of the old one in one step, and old ones go. */
@Injectable()
export class IndexSwap {
  constructor(
    @Inject(ELASTICSEARCH_ENGINE) private readonly engine: ElasticsearchSearchEngine | null,
    private readonly registry: IndexRegistry,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /**
   * Ends the rebuild that is running when all its parts are done, the index is condensed and has followed the changes
   * since. Condensing takes its time, in which no transaction is open: where several replicas ask for it, the engine
   * does it once and answers all of them.
   */
  async finish(stopped: AbortSignal): Promise<Outcome> {
    const outcome = await this.dataSource.transaction((manager) => this.step(manager));
    if (typeof outcome === 'string') return outcome;
    await this.engine?.store.condense(outcome.whole, stopped);
    await this.dataSource.query('UPDATE rebuilds SET condensed_at = clock_timestamp() WHERE index_name = $1', [
      outcome.whole,
    ]);
    return 'more';
  }

  private async step(manager: EntityManager): Promise<Outcome | { whole: string }> {
    const [row] = await manager.query<RunningRow[]>(
      `SELECT id, index_name, condensed_at, catch_up_to, complete, stuck FROM rebuilds CROSS JOIN LATERAL (
         SELECT bool_and(completed_at IS NOT NULL) AS complete,
                max(moved_at) < clock_timestamp() - $1::interval AS stuck
           FROM rebuild_parts WHERE rebuild_id = id) AS parts
        WHERE state = 'running' FOR UPDATE OF rebuilds SKIP LOCKED`,
      [longestStandstill],
    );
    if (row?.complete) return this.close(manager, row);
    if (row?.stuck) await this.giveUp(manager, row);
    return 'nothing';
  }

  private async close(manager: EntityManager, row: RunningRow): Promise<Outcome | { whole: string }> {
    if (row.index_name !== null) {
      if (row.condensed_at === null) return { whole: row.index_name };
      const ready = await this.isCaughtUp(manager, row, row.index_name);
      if (!ready) return row.catch_up_to === null ? 'more' : 'nothing';
      await this.use(manager, row.index_name);
    }
    await manager.query(
      `UPDATE rebuilds SET state = 'done', error = NULL, finished_at = clock_timestamp(),
              total = (SELECT max(done) FROM rebuild_parts WHERE rebuild_id = id) WHERE id = $1`,
      [row.id],
    );
    return 'done';
  }

  /** Up to where the changes were when everything had been written: what comes later comes to the index in use. */
  private async isCaughtUp(manager: EntityManager, row: RunningRow, index: string): Promise<boolean> {
    const { indices, newest } = await this.registry.survey(manager);
    if (row.catch_up_to === null) {
      await manager.query('UPDATE rebuilds SET catch_up_to = $2 WHERE id = $1', [row.id, newest]);
      return false;
    }
    const known = indices.find(({ name }) => name === index);
    return known !== undefined && known.followed >= Number(row.catch_up_to);
  }

  private async use(manager: EntityManager, index: string): Promise<void> {
    const store = this.engine?.store;
    if (!store) throw new Error('Elasticsearch is not configured in this process');
    await store.refresh(index);
    await this.registry.setLive(manager, index);
    await store.use(index);
  }

  private async giveUp(manager: EntityManager, row: RunningRow): Promise<void> {
    if (row.index_name !== null) await this.registry.forget(manager, row.index_name);
    await manager.query(
      `UPDATE rebuilds SET state = 'failed', finished_at = clock_timestamp(),
              error = 'Nothing could be done for ${longestStandstill}: ' || coalesce(error, 'no process worked on it')
        WHERE id = $1`,
      [row.id],
    );
  }

  /** Why a new index has to be made; null where the one in use is right, or where there is to be none. */
  async need(): Promise<'first' | 'mapping' | null> {
    const store = this.engine?.store;
    if (!store) return null;
    // The index is looked at first: what it has seen by then, the documents hold by now.
    const inUse = await store.inUse();
    const seen = inUse ? await store.newestRevision(inUse.index) : 0;
    const { indices, newest } = await this.registry.survey();
    const live = indices.find(({ isLive }) => isLive);
    if (!live || inUse?.index !== live.name) return 'first';
    // A process of an older version leaves the newer index alone.
    if (live.mappingVersion !== mappingVersion) return live.mappingVersion < mappingVersion ? 'mapping' : null;
    if (live.isOutdated && live.followed < newest) return 'first';
    // Documents that were restored from a backup are behind what the index has seen.
    return seen > newest ? 'first' : null;
  }

  /** Drops indices that nobody knows: old ones, and those of rebuilds that failed. What is listed first was known then. */
  async sweep(): Promise<void> {
    if (!this.engine) return;
    const found = await this.engine.store.list();
    const { indices } = await this.registry.survey();
    const known = new Set(indices.map(({ name }) => name));
    for (const index of found) if (!known.has(index)) await this.engine.store.drop(index);
  }
}
