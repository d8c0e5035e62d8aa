import { Inject, Injectable, Logger, Optional, type OnModuleInit } from '@nestjs/common';
import { type Suggestion } from '@djamms/contracts';
import { Health } from '@djamms/platform';
import { SearchEngine, type SearchQuery, type SearchResult } from './search-engine';

/** The engine that is asked first where one is configured; null where there is none. */
export const PRIMARY_ENGINE = Symbol('PRIMARY_ENGINE');
/**
 * Asks the configured engine, and the built-in one whenever that has no answer: for this question only. An engine that
 * fails again and again spares us the wait by itself.
 */
@Injectable()
export class SearchEngines implements OnModuleInit {
  private readonly logger = new Logger('SearchEngines');
  private failing = false;

  constructor(
    private readonly builtIn: SearchEngine,
    private readonly health: Health,
    @Optional() @Inject(PRIMARY_ENGINE) private readonly primary: SearchEngine | null = null,
  ) {}

  onModuleInit(): void {
    const { primary } = this;
    if (!primary) return;
    const check = async () => {
      try {
        await primary.check();
      } catch (error) {
        throw new Error(`${primary.name}: ${describe(error)}; searches are answered by the built-in engine`);
      }
    };
    this.health.register('search engine', check, { degrades: true });
  }

  search(venueId: string, query: SearchQuery): Promise<SearchResult> {
    return this.ask((engine) => engine.search(venueId, query));
  }

  suggest(venueId: string, text: string, limit: number): Promise<Suggestion[]> {
    return this.ask((engine) => engine.suggest(venueId, text, limit));
  }

  private async ask<T>(question: (engine: SearchEngine) => Promise<T>): Promise<T> {
    if (this.primary) {
      try {
        const answer = await question(this.primary);
        if (this.failing) this.logger.log(`${this.primary.name} answers again`);
        this.failing = false;
        return answer;
      } catch (error) {
        if (!this.failing) this.logger.warn(`${this.primary.name}: ${describe(error)}; the built-in engine answers`);
        this.failing = true;
      }
    }
    return question(this.builtIn);
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
