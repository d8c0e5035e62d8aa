import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { type SearchFilters } from '@djamms/contracts';
import { Clock, Database, newId } from '@djamms/platform';
import { keyOf, storable, storableFilters, type Person, type SearchEntry } from './search-entry';
import { isRefused, SearchHistory } from './search-history.service';

const flushMs = 1_000;
/** Entries that wait to be written; while the database is away, the oldest are given up beyond that. */
const mostWaiting = 5_000;

/**
 * Keeps what is searched for, without holding up a search: entries are written together, a second later. Each
 * step of what somebody types is among them: the history sees from all of them what was typed on, and keeps the last.
 */
@Injectable()
export class SearchLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('SearchLog');
  private readonly waiting = new Map<string, SearchEntry>();
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
    const entry: SearchEntry = {
      ...search,
      id: newId(),
      query: storable(search.query),
      queryKey,
      filters: storableFilters(search.filters),
      clickedTrackId: null,
      searchedAt,
    };
    this.waiting.set(entry.id, entry);
    const [oldest] = this.waiting.keys();
    if (this.waiting.size > mostWaiting && oldest !== undefined) this.waiting.delete(oldest);
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
      if (isRefused(error)) await this.writeEach(entries);
      else this.keepLater(entries, error);
    }
  }

  /** One that the database refuses holds up none of the others. */
  private async writeEach(entries: readonly SearchEntry[]): Promise<void> {
    for (const entry of entries)
      try {
        await this.history.keep([entry]);
      } catch (error) {
        if (isRefused(error)) this.logger.error({ err: error, id: entry.id }, 'A search cannot be kept');
        else this.keepLater([entry], error);
      }
  }

  private keepLater(entries: readonly SearchEntry[], error: unknown): void {
    this.logger.warn(`Searches are kept later: ${error instanceof Error ? error.message : String(error)}`);
    for (const entry of entries) if (this.waiting.size < mostWaiting) this.waiting.set(entry.id, entry);
  }
}
