import { type AudioEngine } from './sound/audio-engine';
import { type DeckItem } from './sound/deck';
import { type TrackSources } from './track-sources';

/** Milliseconds. */
const retryAfter = 2_000;
const shortFade = 30;

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What comes next as far as it is known; the venue may not have given it an item id yet. */
export interface NextSong {
  itemId: string | null;
  trackId: string;
  /** Seconds at which its sound begins. */
  from: number;
}

/** A song whose item the venue has still to name lies on the deck under its track's name. */
const placeholder = ({ itemId, trackId }: NextSong): string => itemId ?? `next ${trackId}`;

/** Fills the deck that does not play. */
export class Standby {
  private filling: string | null = null;
  /** Items that failed, and until when (ms, steady clock) they are left alone. */
  private readonly failed = new Map<string, number>();

  constructor(
    private readonly engine: AudioEngine,
    private readonly sources: TrackSources,
    private readonly isOnDevice: (trackId: string) => boolean,
  ) {}

  /** Puts the next song on the deck, ahead of its time. Called often; does something only when another one comes next. */
  prepare(next: NextSong | null): void {
    const { standby } = this.engine;
    if (next === null || standby.retiring) return;
    const item = { itemId: placeholder(next), trackId: next.trackId };
    // What came over the network is exchanged for the device's own copy as soon as there is one.
    const isBest = standby.from === 'device' || !this.isOnDevice(item.trackId);
    if ((standby.item?.itemId === item.itemId && isBest) || this.isFailed(item.itemId)) return;
    // What could not be loaded ahead is loaded when its turn comes, and judged then.
    this.fill(item, next.from).catch(() => this.giveUp(item.itemId));
  }

  /** Puts a song on the deck that should sound already. Rejects when it can't be had. */
  async fill(item: DeckItem, position: number): Promise<void> {
    const deck = this.engine.standby;
    if (this.filling === item.itemId) return;
    this.filling = item.itemId;
    try {
      if (deck.retiring) {
        deck.retire('short');
        await sleep(shortFade);
      }
      const source = await this.sources.open(item.trackId);
      if (this.filling === item.itemId && deck === this.engine.standby) deck.load(item, source, position);
      else source.release();
    } finally {
      if (this.filling === item.itemId) this.filling = null;
    }
  }

  /** Whether the song lies on the deck. One that lies there without a name gets it. */
  holds({ itemId, trackId }: DeckItem): boolean {
    const { standby } = this.engine;
    if (standby.retiring || standby.item === null) return false;
    if (standby.item.itemId === placeholder({ itemId: null, trackId, from: 0 })) standby.rename(itemId);
    return standby.item.itemId === itemId;
  }

  giveUp(itemId: string): void {
    this.failed.set(itemId, performance.now() + retryAfter);
    if (this.engine.standby.item?.itemId === itemId) this.engine.standby.unload();
  }

  reset(): void {
    this.filling = null;
    this.failed.clear();
    const { standby } = this.engine;
    if (standby.retiring) standby.retire('short');
    else standby.unload();
  }

  private isFailed(itemId: string): boolean {
    const until = this.failed.get(itemId);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.failed.delete(itemId);
    return false;
  }
}
