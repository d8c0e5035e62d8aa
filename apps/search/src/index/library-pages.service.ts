import { Injectable } from '@nestjs/common';
import { exportTracks, type TrackSummary } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';

/** Tracks that are read at once: some milliseconds' work for music and for us, in which nobody else is answered. */
const pageSize = 1_000;
const timeoutMs = 15_000;
/** A page that was asked for longer ago is asked for again. */
const longestKeptMs = 10_000;

/** Tracks of all venues, in the order of their ids. */
export interface LibraryPage {
  tracks: TrackSummary[];
  /** Where the page before ended; null for the first. */
  after: string | null;
  /** Where this one ends; null at the end of the library. */
  upTo: string | null;
  /** By the database's clock: what was written later than this may not be in the page, though it exists. */
  askedAt: Date;
}

interface Ahead {
  after: string;
  askedAt: Date;
  keptUntil: number;
  tracks: Promise<TrackSummary[]>;
}

/** The library as music has it, page by page; the next page comes while one is written. */
@Injectable()
export class LibraryPages {
  private ahead: Ahead | undefined;

  constructor(private readonly rpc: Rpc) {}

  /**
   * @param now by the database's clock, read before the call
   * @throws DomainError as `Rpc.request`
   */
  async read(after: string | null, now: Date): Promise<LibraryPage> {
    const ahead = this.take(after);
    const askedAt = ahead?.askedAt ?? now;
    const tracks = await (ahead?.tracks ?? this.ask(after));
    const upTo = tracks.at(-1)?.id ?? null;
    if (upTo !== null) this.askAhead(upTo, now);
    return { tracks, after, upTo, askedAt };
  }

  private take(after: string | null): Ahead | undefined {
    const { ahead } = this;
    this.ahead = undefined;
    return ahead && ahead.after === after && performance.now() < ahead.keptUntil ? ahead : undefined;
  }

  private askAhead(after: string, askedAt: Date): void {
    const tracks = this.ask(after);
    // Whoever takes it hears of a failure; nobody may.
    tracks.catch(() => undefined);
    this.ahead = { after, askedAt, keptUntil: performance.now() + longestKeptMs, tracks };
  }

  private async ask(after: string | null): Promise<TrackSummary[]> {
    const input = { limit: pageSize, ...(after === null ? {} : { after }) };
    return (await this.rpc.request(exportTracks, input, serviceCall('search', { timeoutMs }))).items;
  }
}
