import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { exportTracks } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { DataSource, type EntityManager } from 'typeorm';
import { DocumentFeed } from '../documents/document-feed.service';
import { Documents } from '../documents/documents.service';
import {
  ELASTICSEARCH_ENGINE,
  type ElasticsearchSearchEngine,
} from '../engine/elasticsearch/elasticsearch-search-engine';
import { writePage, type IndexStore } from '../engine/elasticsearch/index-store';
import { IndexRegistry } from '../engine/elasticsearch/index-registry.service';
import { mappingVersion } from '../engine/elasticsearch/mapping';
import { type PartRow, type RebuildPart } from './rebuild-row';

/** Tracks that are read at once; others who change documents wait for them to be written. */
const libraryPage = 500;
const exportTimeoutMs = 15_000;

/** A piece of a rebuild's work at a time, each kept when it is done: whoever comes next goes on from there. */
@Injectable()
export class RebuildParts {
  constructor(
    @Inject(ELASTICSEARCH_ENGINE) private readonly engine: ElasticsearchSearchEngine | null,
    private readonly registry: IndexRegistry,
    private readonly documents: Documents,
    private readonly feed: DocumentFeed,
    private readonly rpc: Rpc,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** @returns whether there was something to do */
  step(part: RebuildPart): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      // Another replica that finds the row held leaves the work to us.
      const [row] = await manager.query<PartRow[]>(
        `SELECT rebuild_id, index_name, after_id, done, begun_at FROM rebuild_parts AS part JOIN rebuilds ON id = rebuild_id
          WHERE state = 'running' AND part = $1 AND completed_at IS NULL FOR UPDATE OF part SKIP LOCKED`,
        [part],
      );
      if (!row) return false;
      return part === 'library' ? this.tellLibrary(manager, row) : this.fillIndex(manager, row);
    });
  }

  private async tellLibrary(manager: EntityManager, row: PartRow): Promise<boolean> {
    const { items } = await this.rpc.request(
      exportTracks,
      { limit: libraryPage, ...(row.after_id ? { after: row.after_id } : {}) },
      serviceCall('search', { timeoutMs: exportTimeoutMs }),
    );
    const last = items.at(-1);
    await this.documents.put(items, manager);
    if (last === undefined) await this.documents.finishFill(row.begun_at, manager);
    await moveOn(manager, row, 'library', last?.id, items.length);
    return true;
  }

  private async fillIndex(manager: EntityManager, row: PartRow): Promise<boolean> {
    const { engine } = this;
    if (engine === null || row.index_name === null) return false;
    const known = (await this.registry.survey(manager)).indices.find(({ name }) => name === row.index_name);
    // A newer or older process fills it, with documents of its own form.
    if (known?.mappingVersion !== mappingVersion) return false;
    await this.fillNext(manager, row, engine.store, row.index_name);
    return true;
  }

  private async fillNext(manager: EntityManager, row: PartRow, store: IndexStore, index: string): Promise<void> {
    if (row.after_id === null) await store.create(index);
    const page = await first(this.feed.all(2 * writePage, row.after_id ?? undefined, manager));
    const halves = [page.slice(0, writePage), page.slice(writePage)];
    await Promise.all(halves.map((documents) => store.write(index, { documents })));
    await moveOn(manager, row, 'index', page.at(-1)?.track.id, page.length);
  }
}

async function first<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  for await (const page of pages) return page;
  return [];
}

/** No last track: that was all of it. */
async function moveOn(
  manager: EntityManager,
  { rebuild_id }: PartRow,
  part: RebuildPart,
  lastId: string | undefined,
  count: number,
): Promise<void> {
  await manager.query(
    `UPDATE rebuild_parts SET after_id = coalesce($3, after_id), done = done + $4, moved_at = clock_timestamp(),
            completed_at = CASE WHEN $3::uuid IS NULL THEN clock_timestamp() END
      WHERE rebuild_id = $1 AND part = $2`,
    [rebuild_id, part, lastId ?? null, count],
  );
}
