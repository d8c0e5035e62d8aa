import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { rebuildProgressed, type SearchRebuild } from '@djamms/contracts';
import { Notices } from '@djamms/messaging';
import { Database } from '@djamms/platform';
import { DataSource } from 'typeorm';
import {
  ELASTICSEARCH_ENGINE,
  type ElasticsearchSearchEngine,
} from '../engine/elasticsearch/elasticsearch-search-engine';
import { IndexMissing } from '../engine/elasticsearch/index-store';
import { IndexSwap } from '../engine/elasticsearch/index-swap.service';
import { BackgroundLoop, describe } from './background-loop';
import { RebuildParts } from './rebuild-parts.service';
import { type RebuildPart } from './rebuild-row';
import { Rebuilds } from './rebuilds.service';

/** Between two looks for work that another replica, or an admin through it, has started. */
const everyMs = 1_000;
/** Between two looks whether the index is still there and of this version. */
const inspectEveryMs = 20_000;
const secondLookMs = 500;
/** Progress is told so often at most. Milliseconds. */
const tellEveryMs = 300;

/**
 * Works on the rebuild that is running, with the other replicas: each piece of work by one of them, both parts side by
 * side. A process that dies leaves no more behind than a piece that is done again.
 */
@Injectable()
export class RebuildRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Search');
  private readonly loops: BackgroundLoop[];
  private readonly filling: BackgroundLoop;
  private toldAt = 0;

  constructor(
    @Inject(ELASTICSEARCH_ENGINE) private readonly engine: ElasticsearchSearchEngine | null,
    private readonly rebuilds: Rebuilds,
    private readonly parts: RebuildParts,
    private readonly swap: IndexSwap,
    private readonly notices: Notices,
    private readonly database: Database,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {
    const onFailure = (error: unknown) => this.wait(error);
    const onRecovery = () => this.goOn();
    const step = (name: string, part: RebuildPart): BackgroundLoop =>
      new BackgroundLoop({ name, everyMs, work: () => this.step(part), onFailure, onRecovery });
    this.filling = step('Filling a new index', 'index');
    this.loops = [
      step('Reading the library anew', 'library'),
      this.filling,
      new BackgroundLoop({
        name: 'Finishing a new index',
        everyMs,
        work: (stopped) => this.finish(stopped),
        onFailure,
      }),
      new BackgroundLoop({ name: 'Looking at the index', everyMs: inspectEveryMs, work: () => this.inspect() }),
    ];
  }

  onApplicationBootstrap(): void {
    const ready = this.database.ready();
    for (const loop of this.loops) loop.start(this.engine ? ready : ready.then(() => this.rebuilds.leaveOutside()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  /** Somebody started a rebuild here: nobody needs to wait for the next look. */
  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  private async step(part: RebuildPart): Promise<boolean> {
    const worked = await this.parts.step(part);
    if (worked) await this.tell();
    // What was told can be written to a new index.
    if (worked && part === 'library') this.filling.wake();
    return worked;
  }

  private async finish(stopped: AbortSignal): Promise<boolean> {
    const outcome = await this.swap.finish(stopped);
    if (outcome === 'done') {
      this.logger.log('The search index has been made anew');
      await this.tell(true);
      await this.swap.sweep();
    }
    return outcome === 'more';
  }

  /** The index in use may be lost, of an older version, or of another time: then a new one is made. */
  private async inspect(): Promise<boolean> {
    const need = await this.swap.need();
    if (need === null) {
      await this.swap.sweep();
      return false;
    }
    const { state } = await this.rebuilds.newest();
    if (state === 'running') return false;
    // An index may just have been swapped: what is really wrong, is so a moment later too.
    await sleep(secondLookMs);
    if ((await this.swap.need()) === null) return false;
    this.logger.log(`A new search index is made (${need})`);
    await this.rebuilds.start(need);
    this.wake();
    return false;
  }

  private async tell(always = false): Promise<void> {
    if (!always && performance.now() - this.toldAt < tellEveryMs) return;
    this.toldAt = performance.now();
    const { jobId, done, total }: SearchRebuild = await this.rebuilds.newest();
    if (jobId) this.notices.publish(rebuildProgressed, { jobId, kind: 'reindex', done, total });
  }

  /** Says with the rebuild what it waits for. */
  private async wait(error: unknown): Promise<void> {
    if (error instanceof IndexMissing) return this.rebuilds.recover(error.index);
    await this.dataSource.query(`UPDATE rebuilds SET error = $1 WHERE state = 'running'`, [
      describe(error).slice(0, 500),
    ]);
  }

  private async goOn(): Promise<void> {
    await this.dataSource.query(`UPDATE rebuilds SET error = NULL WHERE state = 'running'`);
  }
}
