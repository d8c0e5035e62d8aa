import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Database } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { beforeEverything } from '../documents/document-sql';
import { Documents } from '../documents/documents.service';
import { LibraryPages } from './library-pages.service';

/** The name of the fill in the bookkeeping; another one when documents are made in another way. */
const fillName = 'tracks-3';
const maxPauseMs = 30_000;

type Progress = 'more' | 'done' | 'elsewhere';
interface Fill {
  after_id: string | null;
  completed_at: Date | null;
  /** Of the database. */
  now: Date;
}

/**
 * Fills a new index with the library as it stands; events bring what changes meanwhile and after. Goes on where it
 * was when the service stops halfway. Of several replicas one fills at a time.
 */
@Injectable()
export class IndexFiller implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('IndexFiller');
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly documents: Documents,
    private readonly database: Database,
    private readonly pages: LibraryPages,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const stop = new Promise<void>((resolve) => this.stopped.signal.addEventListener('abort', () => resolve()));
    await Promise.race([this.database.ready(), stop]);
    for (let failures = 0; !this.stopped.signal.aborted;) {
      try {
        const progress = await this.dataSource.transaction((manager) => this.nextPage(manager));
        if (progress === 'done') return;
        failures = 0;
        if (progress === 'elsewhere') await this.pause(maxPauseMs);
      } catch (error) {
        failures += 1;
        // Music starts at its own pace; only a longer wait is worth a word.
        if (failures === 5) this.logger.warn(`The index can not be filled yet: ${describe(error)}`);
        await this.pause(Math.min(maxPauseMs, 250 * 2 ** failures));
      }
    }
  }

  /** The row of the fill is held meanwhile; another replica that finds it held leaves the work to us. */
  private async nextPage(manager: EntityManager): Promise<Progress> {
    await manager.query('INSERT INTO index_fills (name) VALUES ($1) ON CONFLICT DO NOTHING', [fillName]);
    const [fill] = await manager.query<Fill[]>(
      'SELECT after_id, completed_at, clock_timestamp() AS now FROM index_fills WHERE name = $1 FOR UPDATE SKIP LOCKED',
      [fillName],
    );
    if (!fill) return 'elsewhere';
    if (fill.completed_at) return 'done';
    const page = await this.pages.read(fillName, fill.after_id, fill.now);
    await this.documents.tell(page, manager);
    if (page.upTo !== null) {
      await manager.query(`UPDATE index_fills SET after_id = $2, begun_at = ${beforeEverything} WHERE name = $1`, [
        fillName,
        page.upTo,
      ]);
      return 'more';
    }
    await manager.query('UPDATE index_fills SET completed_at = clock_timestamp() WHERE name = $1', [fillName]);
    this.logger.log('The search index is filled');
    return 'done';
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
