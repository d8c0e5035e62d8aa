import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { type SearchFilters } from '@djamms/contracts';
import { Clock, Database, newId } from '@djamms/platform';
import { LRUCache } from 'lru-cache';
import { goesOn, keyOf, storable, type Person, type SearchEntry } from './search-entry';
import { SearchHistory } from './search-history.service';

const flushMs = 1_000;
/** Entries that wait to be written; while the database is away, the oldest are given up beyond that. */
const mostWaiting = 5_000;
/** Searches that follow each other so fast are one that is being typed. */
const typingMs = 8_000;
const mostPeople = 20_000;

/**
 * Keeps what is searched for, without holding up a search: entries are written together, a second later. Of what
 * somebody types letter by letter, the last state is kept.
 */
@Injectable()
export class SearchLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('SearchLog');
  private readonly waiting = new Map<string, SearchEntry>();
  private readonly latest = new LRUCache<string, SearchEntry>({ max: mostPeople });
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private ready = false;

  constructor(
    private readonly history: SearchHistory,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    void this.database.ready().then(() => (this.ready = true));
    this.timer = setInterval(() => void this.flush(), flushMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  note(search: { venueId: string; person: Person; query: string; filters: SearchFilters; resultCount: number }): void {
    const queryKey = keyOf(search.query);
    if (queryKey === undefined) return;
    const searchedAt = this.clock.now();
    const who = `${search.venueId} ${search.person.id}`;
    const before = this.latest.get(who);
    const isSame =
      before && searchedAt.getTime() - before.searchedAt.getTime() < typingMs && goesOn(before.queryKey, queryKey);
    const entry: SearchEntry = {
      ...search,
      id: isSame ? before.id : newId(),
      query: storable(search.query),
      queryKey,
      clickedTrackId: null,
      searchedAt,
    };
    this.latest.set(who, entry);
    this.waiting.set(entry.id, entry);
    const [oldest] = this.waiting.keys();
    if (this.waiting.size > mostWaiting && oldest !== undefined) this.waiting.delete(oldest);
  }

  /** What was searched for last is not changed by what is typed from now on. */
  close(venueId: string, person: Person): void {
    this.latest.delete(`${venueId} ${person.id}`);
  }

  /** Writes what waits; one after the other. Never rejects. */
  async flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    await this.writing;
  }

  private async write(): Promise<void> {
    if (!this.ready || this.waiting.size === 0) return;
    const entries = [...this.waiting.values()];
    this.waiting.clear();
    try {
      await this.history.keep(entries);
    } catch (error) {
      this.logger.warn(`Searches are kept later: ${error instanceof Error ? error.message : String(error)}`);
      for (const entry of entries)
        if (this.waiting.size < mostWaiting && !this.waiting.has(entry.id)) this.waiting.set(entry.id, entry);
    }
  }
}
