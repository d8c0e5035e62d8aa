import { isDeepStrictEqual } from 'node:util';
import { type VenueSnapshot } from '@djamms/client';
import { type PlaybackState } from '@djamms/contracts';
import { type Ledger } from './ledger';
import { timeless } from '../support/timeless';

/** What of a window's connection is watched. */
export interface Line {
  subscribe: (listener: () => void) => () => void;
  getSnapshot: () => Pick<VenueSnapshot, 'connection' | 'state'>;
}

export interface WindowWatchOptions {
  name: string;
  line: Line;
  /** The venue as REST tells it; null when it could not be had. */
  truth: () => Promise<PlaybackState | null>;
  ledger: Ledger;
  /** Milliseconds within which a window has to be back and right, and within which it has to hear of a change. */
  withinMs: number;
  now?: () => number;
}

/** `newer`: the window knows more than REST did when it was asked, so that answer says nothing. */
type Verdict = { kind: 'right' } | { kind: 'newer' } | { kind: 'wrong'; how: string };

/** Revisions of which a window's picture is remembered. */
const remembered = 100;

/** Watches one window: when it loses its line, how long until it shows the truth again, and whether it ever lags. */
export class WindowWatch {
  /** Milliseconds that each loss took until the window was back and right. */
  readonly outages: number[] = [];
  private readonly shown = new Map<number, PlaybackState>();
  private readonly now: () => number;
  private lostAt: number | null = null;
  private wrongSince: number | null = null;
  private told = false;

  constructor(private readonly options: WindowWatchOptions) {
    this.now = options.now ?? Date.now;
    options.line.subscribe(() => this.look());
    this.look();
  }

  get lost(): boolean {
    return this.lostAt !== null;
  }

  /** Asks REST, and holds the window against it. */
  async check(): Promise<void> {
    const askedAt = this.now();
    const truth = await this.options.truth();
    if (truth === null) return;
    const verdict = this.compare(truth);
    if (verdict.kind === 'right') this.right();
    else if (verdict.kind === 'wrong') this.wrong(askedAt, verdict.how);
  }

  /** At the end: what is still lost or wrong stays so. */
  async finish(patienceMs: number): Promise<void> {
    const until = this.now() + patienceMs;
    for (;;) {
      await this.check();
      if (this.lostAt === null && this.wrongSince === null) return;
      if (this.now() >= until) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (this.lostAt !== null) this.fail('never came back');
    else if (!this.told) this.fail('shows something else than the server at the end');
  }

  private look(): void {
    const { connection, state } = this.options.line.getSnapshot();
    if (connection === 'offline') {
      this.lostAt ??= this.now();
      return;
    }
    if (connection !== 'online' || state === null) return;
    this.shown.set(state.revision, state);
    const oldest = this.shown.keys().next().value;
    if (this.shown.size > remembered && oldest !== undefined) this.shown.delete(oldest);
  }

  private compare(truth: PlaybackState): Verdict {
    const { connection, state } = this.options.line.getSnapshot();
    if (connection !== 'online' || state === null) return { kind: 'wrong', how: 'is not online' };
    const picture = this.shown.get(truth.revision);
    if (picture !== undefined && isDeepStrictEqual(timeless(picture), timeless(truth))) return { kind: 'right' };
    if (state.revision > truth.revision) return { kind: 'newer' };
    return { kind: 'wrong', how: `shows revision ${state.revision}, the server is at ${truth.revision}` };
  }

  private right(): void {
    this.wrongSince = null;
    this.told = false;
    if (this.lostAt === null) return;
    const took = this.now() - this.lostAt;
    this.lostAt = null;
    this.outages.push(took);
    if (took > this.options.withinMs) this.fail(`was back and right only after ${took} ms`);
  }

  private wrong(since: number, how: string): void {
    this.wrongSince ??= since;
    if (this.told || this.lostAt !== null || this.now() - this.wrongSince <= this.options.withinMs) return;
    this.told = true;
    this.fail(how);
  }

  private fail(what: string): void {
    this.options.ledger.fail('socket', this.options.name, what);
  }
}
