import { randomUUID } from 'node:crypto';
import { type SearchFilters, type Suggestion, type TrackSummary } from '@djamms/contracts';
import { trackSummary } from '@djamms/testing';
import {
  type RemovedTrack,
  type SearchEngine,
  type SearchResult,
  type TrackDocument,
} from '../../src/engine/search-engine';

/** An engine with whatever it needs around it. Each promise settles when a search sees what was done. */
export interface EngineUnderTest {
  engine: SearchEngine;
  put(documents: readonly TrackDocument[]): Promise<void>;
  remove(tracks: readonly RemovedTrack[]): Promise<void>;
  /** These are all documents from then on. */
  fill(documents: readonly TrackDocument[]): Promise<void>;
  stop(): Promise<void>;
}

let revision = 0;
export const nextRevision = (): number => ++revision;
/** The newest of its track. */
export const document = (track: TrackSummary, clicks = 0): TrackDocument => ({
  track,
  clicks,
  revision: nextRevision(),
});

/** The engine as one venue meets it: a new venue in each test, so that one engine serves them all. */
export class Subject {
  venueId = randomUUID();
  private started: EngineUnderTest | undefined;

  async start(start: () => Promise<EngineUnderTest>): Promise<void> {
    this.started = await start();
  }

  async stop(): Promise<void> {
    await this.started?.stop();
  }

  get tested(): EngineUnderTest {
    if (!this.started) throw new Error('The engine has not started yet');
    return this.started;
  }

  readonly enterAnotherVenue = (): void => {
    this.venueId = randomUUID();
  };

  readonly ask = (
    text: string,
    filters: SearchFilters = {},
    paging: { page?: number; pageSize?: number } = {},
  ): Promise<SearchResult> =>
    this.tested.engine.search(this.venueId, { text, filters, page: 1, pageSize: 50, ...paging });

  readonly titles = async (text: string, filters: SearchFilters = {}): Promise<string[]> =>
    (await this.ask(text, filters)).items.map(({ title }) => title);

  readonly first = async (text: string): Promise<string | undefined> => (await this.titles(text))[0];

  readonly suggest = (text: string, limit = 5): Promise<Suggestion[]> =>
    this.tested.engine.suggest(this.venueId, text, limit);

  readonly suggested = async (text: string, limit?: number): Promise<string[]> =>
    (await this.suggest(text, limit)).map((item) => item.text);

  readonly add = async (...tracks: Partial<TrackSummary>[]): Promise<TrackSummary[]> => {
    const { venueId } = this;
    const made = tracks.map((track) =>
      trackSummary({ venueId, artist: 'Somebody', genre: null, year: null, ...track }),
    );
    await this.tested.put(made.map((track) => document(track)));
    return made;
  };
}
