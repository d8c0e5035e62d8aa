import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Database } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { DocumentFeed } from '../../documents/document-feed.service';
import { BackgroundLoop, describe } from '../../rebuild/background-loop';
import { ELASTICSEARCH_ENGINE, type ElasticsearchSearchEngine } from './elasticsearch-search-engine';
import { Rebuilds } from '../../rebuild/rebuilds.service';
import { IndexMissing, operationsOf, writePage } from './index-store';
import { IndexRegistry, type KnownIndex } from './index-registry.service';
import { mappingVersion } from './mapping';

/** Between two looks for changes; with the write and its refresh, a change is found well within a second. */
const everyMs = 150;
/** Between two tries while the engine is away: soon after it is back, the index catches up. */
const longestPauseMs = 1_500;
/** So long the index may be behind before the built-in engine, which is not, answers instead. */
const toleratedLagMs = 3_000;

/** What changed after a revision, ready to be written. */
interface ChangePage {
  operations: readonly string[];
  revision: number;
  more: boolean;
}

/**
 * Brings every change of the documents to the indices outside, in the order of the revisions: to the one in use and to
 * one that is being filled. How far each is, is kept with the documents, so that whatever happens to the engine, the
 * index catches up from where it was.
 */
@Injectable()
export class IndexFollower implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new BackgroundLoop({
    name: 'Bringing changes to Elasticsearch',
    everyMs,
    longestPauseMs,
    work: () => this.follow(),
    onFailure: (error) => this.note(error),
  });
  /** What the index in use still lacked, and since when; undefined when it lacked nothing. */
  private lack: { revision: number; since: number } | undefined;

  constructor(
    @Inject(ELASTICSEARCH_ENGINE) private readonly engine: ElasticsearchSearchEngine | null,
    private readonly registry: IndexRegistry,
    private readonly feed: DocumentFeed,
    private readonly database: Database,
    private readonly rebuilds: Rebuilds,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.engine) return;
    this.engine.setStale('its index has not been looked at yet');
    this.loop.start(this.database.ready());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async follow(): Promise<boolean> {
    const { indices, newest, hasShared } = await this.registry.survey();
    // Another replica may have brought the first shared track: here it is then found one look later.
    this.engine?.setShared(hasShared);
    this.judge(indices, newest);
    if (indices.some(({ followed, isQuiet }) => isQuiet && followed >= newest))
      await this.registry.noteUpToDate(newest);
    // One that may have missed what is forgotten by now is made anew, and told nothing that would hide it.
    const behind = indices.filter(
      (index) => index.mappingVersion === mappingVersion && index.followed < newest && !index.isOutdated,
    );
    // A few changes wait for each other, so that an evening's plays are not one write each; many do not wait.
    const due = behind.filter((index) => !index.isFresh || newest - index.followed >= writePage);
    const pages = new Map<number, Promise<ChangePage>>();
    // Each by itself: an index that was lost must not keep the one that is made in its place from catching up.
    const outcomes = await Promise.allSettled(due.map((index) => this.bring(index, pages)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value);
  }

  /** @returns whether there may be more */
  private bring({ name }: KnownIndex, pages: Map<number, Promise<ChangePage>>): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const index = await this.registry.hold(manager, name);
      // It may have been found to be outdated since.
      return index === undefined || index.isOutdated ? false : this.bringNext(manager, index, pages);
    });
  }

  private async bringNext(
    manager: EntityManager,
    { name, followed, isLive }: KnownIndex,
    pages: Map<number, Promise<ChangePage>>,
  ): Promise<boolean> {
    // The index in use and one that is being filled are equally far most of the time: the page is made once for both.
    const page = pages.get(followed) ?? this.changesAfter(followed, manager);
    pages.set(followed, page);
    const { operations, revision, more } = await page;
    // The last page shows itself at once; before it, the index refreshes every second by itself, once it is used.
    await this.engine?.store.write(name, operations, isLive && !more);
    await this.registry.setFollowed(manager, name, revision);
    return more;
  }

  /** Read over the connection that the caller holds anyway: no other one may be free. */
  private async changesAfter(followed: number, manager: EntityManager): Promise<ChangePage> {
    const { documents, removed, revision, more } = await this.feed.changesAfter(followed, writePage, manager);
    return { operations: await operationsOf({ documents, removed }), revision, more };
  }

  /** Whether the index in use is what it should be, so that searches may be answered from it. */
  private judge(indices: readonly KnownIndex[], newest: number): void {
    const live = indices.find(({ isLive }) => isLive);
    if (live === undefined) return this.engine?.setStale('its index is being made');
    if (live.mappingVersion !== mappingVersion) return this.engine?.setStale('its index is of another version');
    if (live.isOutdated && live.followed < newest) return this.engine?.setStale('its index was away for too long');
    if (this.lack === undefined || live.followed >= this.lack.revision)
      this.lack = live.followed < newest ? { revision: newest, since: performance.now() } : undefined;
    this.engine?.setStale(this.isLate() ? 'its index is behind and catches up' : null);
  }

  private isLate(): boolean {
    return this.lack !== undefined && performance.now() - this.lack.since > toleratedLagMs;
  }

  /** An index that was lost is made again; one that cannot be written falls behind, and is not asked any more. */
  private async note(error: unknown): Promise<void> {
    if (this.isLate()) this.engine?.setStale(`its index cannot be written: ${describe(error)}`);
    if (error instanceof IndexMissing) await this.rebuilds.recover(error.index);
  }
}
