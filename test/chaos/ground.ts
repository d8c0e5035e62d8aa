import { type Evidence } from './checker';
import { type Journal } from './journal';
import { type Random } from './random';
import { type ChaosVenue } from './venue';
import { type Watcher } from './watcher';

/** What goes wrong, and when. */
export interface Trouble {
  /** Until the signal. */
  run: (signal: AbortSignal) => Promise<void>;
  /** Resolves when nothing is broken by it any more. */
  healed: () => Promise<void>;
}

/** A system for an evening, and what can be known of it afterwards. */
export interface Ground {
  /** Of its gateways. */
  readonly urls: readonly string[];
  faults: (journal: Journal, random: Random) => Trouble;
  /** Rejects while something is not ready. */
  ready: () => Promise<void>;
  /** What the system says has happened. */
  books: (
    venueId: string,
    venue: ChaosVenue,
    journal: Journal,
    watchers: readonly Watcher[],
  ) => Promise<Pick<Evidence, 'story' | 'commandLog' | 'plays'>>;
  stop: () => Promise<void>;
}
