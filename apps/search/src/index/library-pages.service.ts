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
  reader: string;
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
   * @param reader who reads from the beginning to the end: what was asked for ahead is kept for it alone, as another
   * one may have begun since, and wants to know how things are now
   * @param now by the database's clock, read before the call
   * @throws DomainError as `Rpc.request`
   */
  async read(reader: string, after: string | null, now: Date): Promise<LibraryPage> {
    const ahead = this.take(reader, after);
    const askedAt = ahead?.askedAt ?? now;
    const tracks = await (ahead?.tracks ?? this.ask(after));
    const upTo = tracks.at(-1)?.id ?? null;
    if (upTo !== null) this.askAhead(reader, upTo, now);
    return { tracks, after, upTo, askedAt };
  }

  private take(reader: string, after: string | null): Ahead | undefined {
    const { ahead } = this;
    this.ahead = undefined;
    const isRight = ahead?.reader === reader && ahead.after === after && performance.now() < ahead.keptUntil;
    return isRight ? ahead : undefined;
  }

  private askAhead(reader: string, after: string, askedAt: Date): void {
    const tracks = this.ask(after);
    // Whoever takes it hears of a failure; nobody may.
    tracks.catch(() => undefined);
    this.ahead = { reader, after, askedAt, keptUntil: performance.now() + longestKeptMs, tracks };
  }

  private async ask(after: string | null): Promise<TrackSummary[]> {
    const input = { limit: pageSize, ...(after === null ? {} : { after }) };
    return (await this.rpc.request(exportTracks, input, serviceCall('search', { timeoutMs }))).items;
  }
}
