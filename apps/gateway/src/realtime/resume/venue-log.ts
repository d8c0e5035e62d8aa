import { type PayloadOf, type playbackChanged } from '@djamms/contracts';
import { isAboutRequest, keyOf, type HeardMessage } from './message-key';
import { roughSize } from './rough-size';

export type PlaybackChange = PayloadOf<typeof playbackChanged>;

/** What a window missed. */
export type Missed =
  { status: 'unchanged'; revision: number } | { status: 'resumed'; revision: number; messages: HeardMessage[] };

interface Entry {
  revision: number;
  message: HeardMessage;
  bytes: number;
}

const maxRequests = 100;
const emptyBytes = 500;

/**
 * The newest message of each kind of one venue, and the range of revisions within which that is all there was. A window
 * whose last revision lies in the range has missed exactly the newer ones.
 */
export class VenueLog {
  /** In the order of their revisions. */
  private readonly entries = new Map<string, Entry>();
  private requests = 0;
  private isDoubtful = false;
  private newest: number;
  /** Roughly, in memory. */
  bytes = emptyBytes;

  /** @param from the revision after which everything is heard. */
  constructor(private from: number) {
    this.newest = from;
  }

  /**
   * Takes the next change. One that skips revisions begins the range anew. One that is not newer was either delivered
   * twice, or the venue's past was changed (a restored backup): which of the two can't be told from here, so that the
   * log answers nobody any more.
   */
  hear({ revision, messages }: PlaybackChange): void {
    if (this.isDoubtful) return;
    if (revision <= this.newest) return this.doubt();
    if (revision > this.newest + 1) this.beginAt(revision - 1);
    this.newest = revision;
    for (const message of messages) this.keep(revision, message);
  }

  /** Undefined when it can't be told what was missed. */
  since(lastRevision: number): Missed | undefined {
    if (this.isDoubtful || lastRevision < this.from || lastRevision > this.newest) return undefined;
    if (lastRevision === this.newest) return { status: 'unchanged', revision: this.newest };
    const missed = [...this.entries.values()].filter(({ revision }) => revision > lastRevision);
    return { status: 'resumed', revision: this.newest, messages: missed.map(({ message }) => message) };
  }

  /** Only what is asked of the service can tell what holds; see `hear`. */
  get isOfNoUse(): boolean {
    return this.isDoubtful;
  }

  private keep(revision: number, message: HeardMessage): void {
    const about = keyOf(message);
    if (about.kind === 'order') return;
    if (about.kind === 'whole') return this.beginAt(revision);
    this.drop(about.key);
    const entry = { revision, message, bytes: roughSize(message) };
    this.entries.set(about.key, entry);
    this.bytes += entry.bytes;
    if (isAboutRequest(about.key)) this.requests += 1;
    if (this.requests > maxRequests) this.dropOldestRequest();
  }

  /** Whoever has not seen the dropped one can't resume any more. */
  private dropOldestRequest(): void {
    for (const [key, { revision }] of this.entries) {
      if (!isAboutRequest(key)) continue;
      this.drop(key);
      this.from = Math.max(this.from, revision);
      return;
    }
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.bytes -= entry.bytes;
    if (isAboutRequest(key)) this.requests -= 1;
  }

  private beginAt(revision: number): void {
    for (const key of [...this.entries.keys()]) this.drop(key);
    this.from = revision;
  }

  private doubt(): void {
    this.beginAt(this.newest);
    this.isDoubtful = true;
  }
}
