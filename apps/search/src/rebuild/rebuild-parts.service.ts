import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { DocumentFeed } from '../documents/document-feed.service';
import { beforeEverything } from '../documents/document-sql';
import { Documents } from '../documents/documents.service';
import {
  ELASTICSEARCH_ENGINE,
  type ElasticsearchSearchEngine,
} from '../engine/elasticsearch/elasticsearch-search-engine';
import { operationsOf, writePage, type IndexStore } from '../engine/elasticsearch/index-store';
import { IndexRegistry } from '../engine/elasticsearch/index-registry.service';
import { mappingVersion } from '../engine/elasticsearch/mapping';
import { LibraryPages } from '../index/library-pages.service';
import { type PartRow, type RebuildPart } from './rebuild-row';

/** Pages that are written to a new index before it is noted how far it is, and at once: seconds of work at most. */
const pagesOfStep = 4;
const writesAtOnce = 2;

/** A piece of a rebuild's work at a time, each kept when it is done: whoever comes next goes on from there. */
@Injectable()
export class RebuildParts {
  constructor(
    @Inject(ELASTICSEARCH_ENGINE) private readonly engine: ElasticsearchSearchEngine | null,
    private readonly registry: IndexRegistry,
    private readonly documents: Documents,
    private readonly feed: DocumentFeed,
    private readonly pages: LibraryPages,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** @returns whether there was something to do */
  step(part: RebuildPart): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      // Another replica that finds the row held leaves the work to us.
      const [row] = await manager.query<PartRow[]>(
        `SELECT rebuild_id, index_name, after_id, done, clock_timestamp() AS now
           FROM rebuild_parts AS part JOIN rebuilds ON id = rebuild_id
          WHERE state = 'running' AND part = $1 AND completed_at IS NULL FOR UPDATE OF part SKIP LOCKED`,
        [part],
      );
      if (!row) return false;
      return part === 'library' ? this.tellLibrary(manager, row) : this.fillIndex(manager, row);
    });
  }

  private async tellLibrary(manager: EntityManager, row: PartRow): Promise<boolean> {
    const page = await this.pages.read(row.rebuild_id, row.after_id, row.now);
    await this.documents.tell(page, manager);
    await moveOn(manager, row, 'library', page.upTo, page.tracks.length);
    return true;
  }

  private async fillIndex(manager: EntityManager, row: PartRow): Promise<boolean> {
    const { engine } = this;
    if (engine === null || row.index_name === null) return false;
    const known = (await this.registry.survey(manager)).indices.find(({ name }) => name === row.index_name);
    // A newer or older process fills it, with documents of its own form.
    if (known?.mappingVersion !== mappingVersion) return false;
    const library = await this.libraryOf(manager, row);
    // The library is told first: what it changes is then written once.
    if (library && !library.isTold && library.upTo === null) return false;
    if (row.after_id === null) await engine.store.create(row.index_name);
    const { last, count } = await this.fillNext(manager, row, engine.store, row.index_name, library);
    if (count === 0 && library && !library.isTold) return false;
    await moveOn(manager, row, 'index', count === 0 ? null : last, count);
    return true;
  }

  /** How far the library is told again; undefined where it is not. */
  private async libraryOf(manager: EntityManager, { rebuild_id }: PartRow): Promise<Library | undefined> {
    const [library] = await manager.query<{ after_id: string | null; is_told: boolean }[]>(
      `SELECT after_id, completed_at IS NOT NULL AS is_told FROM rebuild_parts
        WHERE rebuild_id = $1 AND part = 'library'`,
      [rebuild_id],
    );
    return library && { upTo: library.after_id, isTold: library.is_told };
  }

  private async fillNext(
    manager: EntityManager,
    { after_id }: PartRow,
    store: IndexStore,
    index: string,
    library: Library | undefined,
  ): Promise<{ last: string | null; count: number }> {
    const upTo = library && !library.isTold ? library.upTo : null;
    let last = after_id;
    let count = 0;
    const writing = new Set<Promise<void>>();
    for await (const documents of this.feed.all(writePage, { after: last, upTo, reader: manager })) {
      last = documents.at(-1)?.track.id ?? last;
      count += documents.length;
      // While one page is written, the next one is read.
      const written = operationsOf({ documents })
        .then((operations) => store.write(index, operations))
        .finally(() => writing.delete(written));
      writing.add(written);
      if (count >= pagesOfStep * writePage) break;
      if (writing.size >= writesAtOnce) await Promise.race(writing);
    }
    await Promise.all(writing);
    return { last, count };
  }
}

interface Library {
  /** The last track that was told again. */
  upTo: string | null;
  isTold: boolean;
}

/** No last track: that was all of it. */
async function moveOn(
  manager: EntityManager,
  { rebuild_id }: PartRow,
  part: RebuildPart,
  lastId: string | null,
  count: number,
): Promise<void> {
  await manager.query(
    `UPDATE rebuild_parts SET after_id = coalesce($3, after_id), done = done + $4, moved_at = clock_timestamp(),
            begun_at = ${beforeEverything}, completed_at = CASE WHEN $3::uuid IS NULL THEN clock_timestamp() END
      WHERE rebuild_id = $1 AND part = $2`,
    [rebuild_id, part, lastId, count],
  );
}
