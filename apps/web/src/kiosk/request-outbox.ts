import { type SongRequest, type TrackSummary } from '@djamms/contracts';

export type AskedSong = Pick<TrackSummary, 'id' | 'title' | 'artist' | 'duration' | 'thumbnailUrl'>;

/** A request that the server has not answered yet, or did not take. */
export interface Asking {
  song: AskedSong;
  phase: 'sending' | 'failed';
  /** Why it failed. */
  error: unknown;
}

export interface OutboxWork {
  /** Sends it, waiting for the line when there is none. Rejects with DomainError. */
  send: (song: AskedSong) => Promise<SongRequest>;
}

/** Requests on their way, by their song: none of them is shown as made before the server says so. */
export class RequestOutbox {
  private asking: ReadonlyMap<string, Asking> = new Map();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly work: OutboxWork) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): ReadonlyMap<string, Asking> => this.asking;

  /** Asking twice for the same song asks once. Resolves with the request, or null when there is none (yet). */
  async ask(song: AskedSong): Promise<SongRequest | null> {
    if (this.asking.get(song.id)?.phase === 'sending') return null;
    this.put(song.id, { song, phase: 'sending', error: null });
    try {
      const request = await this.work.send(song);
      this.put(song.id, null);
      return request;
    } catch (error) {
      this.put(song.id, { song, phase: 'failed', error });
      return null;
    }
  }

  /** The guest has read why it failed. */
  dismiss(songId: string): void {
    if (this.asking.get(songId)?.phase === 'failed') this.put(songId, null);
  }

  private put(songId: string, asking: Asking | null): void {
    const next = new Map(this.asking);
    if (asking === null) next.delete(songId);
    else next.set(songId, asking);
    this.asking = next;
    for (const listener of this.listeners) listener();
  }
}
