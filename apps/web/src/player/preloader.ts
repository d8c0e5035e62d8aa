import { type QueueItem } from '@djamms/contracts';
import { type AudioEngine } from './audio-engine';
import { type Deck, type DeckItem } from './deck';
import { type TrackSources } from './track-sources';

/** Milliseconds until a failed preparation is tried again. */
const retryAfter = 2_000;

/** Keeps the next song loaded on the standby deck, so that the change of songs needs no network. */
export class Preloader {
  /** The item whose address is asked for, or that is not to be tried again. */
  private settled: string | null = null;

  constructor(
    private readonly engine: AudioEngine,
    private readonly sources: TrackSources,
  ) {}

  /** Called often; does something only when another item comes next. */
  prepare(next: QueueItem | null): void {
    const { standby } = this.engine;
    if (next?.track_id == null || standby.item?.itemId === next.item_id || this.settled === next.item_id) return;
    const item = { itemId: next.item_id, trackId: next.track_id };
    this.settled = item.itemId;
    standby.unload();
    this.sources.prepare(item.trackId).then(
      (url) => this.put(item, url),
      () => void setTimeout(() => this.forget(item), retryAfter),
    );
  }

  /** What could not be loaded ahead is loaded when its turn comes, and judged then. */
  giveUp(deck: Deck, item: DeckItem): void {
    this.sources.forget(item.trackId);
    this.settled = item.itemId;
    deck.unload();
  }

  reset(): void {
    this.settled = null;
    if (this.engine.standby.item !== null) this.engine.standby.unload();
  }

  private put(item: DeckItem, url: string): void {
    if (this.settled !== item.itemId) return;
    this.settled = null;
    if (this.engine.active.item?.itemId === item.itemId) return;
    this.engine.standby.load(item, url, this.sources.trackOf(item.trackId)?.cueIn ?? 0);
  }

  private forget(item: DeckItem): void {
    if (this.settled === item.itemId) this.settled = null;
  }
}
