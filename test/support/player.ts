import { type Page } from 'playwright-core';

export interface DeckDebug {
  trackId: string | null;
  paused: boolean;
  /** 0 silent, 1 as loud as the song is. */
  fade: number;
  level: number;
  from: 'device' | 'network' | null;
}

/** What the player window really does, as it tells tests. */
export interface PlayerDebug {
  itemId: string | null;
  currentTime: number;
  paused: boolean;
  /** Root mean square of what the room hears, 0 to 1. */
  level: number;
  peak: number;
  isMaster: boolean;
  isAlone: boolean;
  /** Plays that the venue has not heard of yet. */
  journal: number;
  /** Tracks on the device. */
  cached: string[];
  /** The one that plays first. */
  decks: DeckDebug[];
}

export const debugOf = (page: Page): Promise<PlayerDebug> =>
  page.evaluate(() => (globalThis as unknown as { __djamms: PlayerDebug }).__djamms);

export interface Moment {
  /** Milliseconds since listening began. */
  at: number;
  trackId: string | null;
  level: number;
  decks: Pick<DeckDebug, 'fade' | 'level' | 'paused'>[];
}

/** Writes down what the room hears, some two hundred times a second. */
export const listen = (page: Page, milliseconds: number): Promise<Moment[]> =>
  page.evaluate(
    (length) =>
      new Promise<Moment[]>((resolve) => {
        const moments: Moment[] = [];
        const from = performance.now();
        const timer = setInterval(() => {
          const { level, decks } = (globalThis as unknown as { __djamms: PlayerDebug }).__djamms;
          const at = performance.now() - from;
          const trackId = decks[0]?.trackId ?? null;
          moments.push({
            at,
            trackId,
            level,
            decks: decks.map(({ fade, level, paused }) => ({ fade, level, paused })),
          });
          if (at < length) return;
          clearInterval(timer);
          resolve(moments);
        }, 5);
      }),
    milliseconds,
  );
