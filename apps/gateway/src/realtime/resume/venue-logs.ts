import { LRUCache } from 'lru-cache';
import { VenueLog, type Missed, type PlaybackChange } from './venue-log';

/** An open question about a venue's revision; its answer counts only while nothing of the venue is heard meanwhile. */
export interface Question {
  readonly venueId: string;
}

const maxHeights = 50_000;

/** The logs of all venues within one bound; those that were not touched for longest go first. */
export class VenueLogs {
  /** The least recently touched first. */
  private readonly logs = new Map<string, VenueLog>();
  private readonly questions = new Map<string, Set<Question>>();
  /** The newest revision that was heard of each venue, kept also when its log is not: what is older begins no log. */
  private readonly heights = new LRUCache<string, number>({ max: maxHeights });
  private isListening = false;
  private total = 0;

  /** @param maxBytes of all logs together, roughly, in memory. */
  constructor(private readonly maxBytes: number) {}

  get bytes(): number {
    return this.total;
  }

  /** From now on everything is heard. What was known may have a hole. */
  listen(): void {
    this.forgetAll();
    this.isListening = true;
  }

  /** What is known counts no more; what is heard from now on does. */
  forgetAll(): void {
    this.logs.clear();
    this.questions.clear();
    this.total = 0;
  }

  hear(change: PlaybackChange): void {
    const { venueId, revision } = change;
    this.questions.delete(venueId);
    const isOld = revision <= (this.heights.get(venueId) ?? -1);
    if (!isOld) this.heights.set(venueId, revision);
    if (this.isListening && (!isOld || this.logs.has(venueId))) this.touch(venueId, (known) => heard(known, change));
  }

  /** What a window with this revision missed; undefined when only the state can tell. */
  since(venueId: string, lastRevision: number): Missed | undefined {
    const missed = this.logs.get(venueId)?.since(lastRevision);
    if (missed) this.touch(venueId, (known) => known);
    return missed;
  }

  /** To be called before a venue's state is asked for; see `answer`. */
  ask(venueId: string): Question {
    const question = { venueId };
    const open = this.questions.get(venueId);
    if (open) open.add(question);
    else this.questions.set(venueId, new Set([question]));
    return question;
  }

  /** The revision that the state had. Where nothing better is known, the log begins with it. */
  answer(question: Question, revision: number | undefined): void {
    const { venueId } = question;
    const open = this.questions.get(venueId);
    const counts = open?.delete(question) ?? false;
    if (open?.size === 0) this.questions.delete(venueId);
    const known = this.logs.get(venueId);
    if (!counts || revision === undefined || !this.isListening || (known && !known.isOfNoUse)) return;
    this.heights.set(venueId, revision);
    this.touch(venueId, () => new VenueLog(revision));
  }

  private touch(venueId: string, change: (known: VenueLog | undefined) => VenueLog | undefined): void {
    const known = this.logs.get(venueId);
    this.total -= known?.bytes ?? 0;
    this.logs.delete(venueId);
    const log = change(known);
    if (!log) return;
    this.logs.set(venueId, log);
    this.total += log.bytes;
    for (const [oldest, { bytes }] of this.logs) {
      if (this.total <= this.maxBytes) return;
      this.logs.delete(oldest);
      this.total -= bytes;
    }
  }
}

function heard(known: VenueLog | undefined, change: PlaybackChange): VenueLog {
  const log = known ?? new VenueLog(change.revision - 1);
  log.hear(change);
  return log;
}
