import { DomainError } from '@djamms/contracts';
import { clientErrors, hasCode } from '../errors';

/** Something that is to happen once, however often it has to be sent. */
export interface Change<T> {
  /** Sends it under its id. Rejects with `network_unreachable` when it cannot be known whether it arrived. */
  send: () => Promise<T>;
  /** Changes of one kind that each say how it shall be: of those that wait, only the newest matters. */
  kind: string | null;
  /** Means the song that is on the deck, and no other. */
  ofThisSong: boolean;
  /** Goes before everything, and what waits is dropped: after a stop nothing may start by itself. */
  overtakes: boolean;
}

export interface ChangeQueueOptions {
  isOnline: () => boolean;
  later: (work: () => void, delayMs: number) => void;
  /** The number of those that wait may be another one. */
  onCount: () => void;
}

interface Entry {
  change: Change<unknown>;
  /** Times it was sent without an answer. */
  tries: number;
  /** Its time is over, or a stop came after it: it is not sent again. */
  over: boolean;
  settle: { resolve: (value: unknown) => void; reject: (error: Error) => void }[];
}

/** Changes that wait at most, and how long each of them does (ms). */
export const maxWaitingChanges = 20;
export const longestWaitMs = 30_000;
const retryMs = 500;

/**
 * Sends changes one after the other in the order in which they were made. While the line is down they wait; one
 * whose answer was lost is sent again. Nobody waits for ever: after 30 s a change fails, and says whether it can
 * have happened.
 */
export class ChangeQueue {
  private entries: Entry[] = [];
  private readonly underWay = new Set<Entry>();
  /** Between two tries on a line that seems to work. */
  private pausing = false;

  constructor(private readonly options: ChangeQueueOptions) {}

  /** Those that the line keeps waiting; what is just being sent on a line that works does not count. */
  get waiting(): number {
    const unanswered = [...this.underWay].filter(({ tries }) => tries > 0).length;
    const held = !this.options.isOnline() || unanswered > 0 || (this.entries[0]?.tries ?? 0) > 0;
    return held ? this.entries.length + unanswered : 0;
  }

  add<T>(change: Change<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const entry: Entry = {
        change,
        tries: 0,
        over: false,
        settle: [{ resolve: resolve as (value: unknown) => void, reject }],
      };
      if (change.overtakes) this.dropAll('The music was stopped meanwhile.');
      this.replaceOlder(entry);
      if (this.entries.length >= maxWaitingChanges) {
        reject(tooMany());
        return;
      }
      this.entries.push(entry);
      this.options.later(() => this.giveUp(entry), longestWaitMs);
      this.pump();
      this.options.onCount();
    });
  }

  /** The line is back, or something was answered. */
  pump(): void {
    const next = this.entries[0];
    if (next === undefined || !this.options.isOnline()) return;
    if ((this.underWay.size > 0 || this.pausing) && !next.change.overtakes) return;
    this.entries.shift();
    void this.send(next);
  }

  /** Another song is on the deck than when the line was lost. */
  dropOfOldSong(): void {
    this.drop(({ change, tries }) => change.ofThisSong && tries === 0, 'Another song plays now.');
  }

  dropAll(why: string): void {
    // What is under way is not sent a second time: its answer decides.
    for (const entry of this.underWay) entry.over = true;
    this.drop(() => true, why);
  }

  private drop(which: (entry: Entry) => boolean, why: string): void {
    const dropped = this.entries.filter(which);
    this.entries = this.entries.filter((entry) => !which(entry));
    for (const entry of dropped) fail(entry, why);
    if (dropped.length > 0) this.options.onCount();
  }

  /** Who asked for the older one learns what came of the newer one. */
  private replaceOlder(entry: Entry): void {
    const { kind } = entry.change;
    if (kind === null) return;
    const older = this.entries.filter(({ change }) => change.kind === kind);
    this.entries = this.entries.filter(({ change }) => change.kind !== kind);
    entry.settle = [...older.flatMap(({ settle }) => settle), ...entry.settle];
  }

  private async send(entry: Entry): Promise<void> {
    this.underWay.add(entry);
    try {
      const result = await entry.change.send();
      this.underWay.delete(entry);
      for (const { resolve } of entry.settle) resolve(result);
    } catch (error) {
      this.underWay.delete(entry);
      this.failed(entry, error);
    }
    this.pump();
    this.options.onCount();
  }

  private failed(entry: Entry, error: unknown): void {
    if (!hasCode(error, clientErrors.network_unreachable.code)) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const { reject } of entry.settle) reject(reason);
      return;
    }
    entry.tries += 1;
    if (entry.over) {
      fail(entry, 'No answer came.');
      return;
    }
    this.entries.unshift(entry);
    this.pausing = true;
    this.options.later(() => {
      this.pausing = false;
      this.pump();
    }, retryMs);
  }

  private giveUp(entry: Entry): void {
    entry.over = true;
    this.drop((other) => other === entry, `The server could not be reached for ${longestWaitMs / 1000} seconds.`);
  }
}

function fail(entry: Entry, why: string): void {
  const error =
    entry.tries === 0
      ? new DomainError(clientErrors.not_sent, `${why} This was not sent. Try again if it is still wanted.`)
      : new DomainError(
          clientErrors.not_confirmed,
          `${why} It may or may not have been done. Look before trying again.`,
        );
  for (const { reject } of entry.settle) reject(error);
}

const tooMany = (): DomainError =>
  new DomainError(
    clientErrors.too_many_waiting,
    `${maxWaitingChanges} changes wait for the connection already. This was not sent; try again when it is back.`,
  );
