import { DomainError, type JoinVenue, PlaybackState, Problem } from '@djamms/contracts';
import { z } from 'zod';
import { type IncomingMessage, type VenueTruth, applyMessage, wholeState } from './venue-state';

const JoinAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('joined'), state: PlaybackState }),
  z.object({ status: z.literal('unchanged'), revision: z.number(), serverTime: z.number() }),
  z.object({ status: z.literal('error'), problem: Problem }),
]);

export interface VenueMembershipOptions {
  venueId: string;
  /** Sends `venue:join` and gives its acknowledgement. */
  ask: (input: z.input<typeof JoinVenue>) => Promise<unknown>;
  later: (work: () => void, delayMs: number) => void;
  onTruth: (truth: VenueTruth) => void;
  onProblem: (problem: DomainError) => void;
  /** No answer, or one that says to try later. */
  onUnanswered: () => void;
  /** The credentials were not accepted. */
  onRefused: () => void;
}

/** Messages kept while an answer to `venue:join` is on its way; beyond that the state is asked for again. */
const maxWaiting = 500;
const retryMs = 2_000;
/** A gap right after a join is rare; this keeps a confused pair of clients and servers from asking in a loop. */
const askAgainMs = 250;

/** Joins a venue and keeps the truth in the order of revisions, asking again whenever something is missing. */
export class VenueMembership {
  private truth: VenueTruth | null = null;
  private waiting: IncomingMessage[] = [];
  private asking = false;
  private askPending = false;
  /** Grows with every connection; answers to questions of an older one are dropped. */
  private session = 0;
  joined = false;

  constructor(private readonly options: VenueMembershipOptions) {}

  /** On every new connection. */
  join(): void {
    this.session += 1;
    this.waiting = [];
    this.asking = false;
    void this.ask(false);
  }

  /** The connection is gone; what is known stays. */
  leave(): void {
    this.session += 1;
    this.joined = false;
    this.asking = false;
  }

  take(message: IncomingMessage): void {
    if (this.asking || this.truth === null) {
      if (this.waiting.length < maxWaiting) this.waiting.push(message);
      return;
    }
    const step = applyMessage(this.truth, message);
    if (step.kind === 'applied') this.keep(step.truth);
    else if (step.kind === 'gap') {
      this.waiting.push(message);
      void this.ask(step.whole);
    }
  }

  /** Something arrived that could not be read: only the state can tell what it was. */
  askAgain(): void {
    if (!this.joined || this.askPending) return;
    this.askPending = true;
    this.options.later(() => {
      this.askPending = false;
      void this.ask(true);
    }, askAgainMs);
  }

  private async ask(whole: boolean): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const { session } = this;
    const lastRevision = whole ? undefined : this.truth?.completeRevision;
    const raw = await this.options.ask({ venueId: this.options.venueId, lastRevision }).catch(() => null);
    if (session !== this.session) return;
    this.asking = false;
    const answer = JoinAnswer.safeParse(raw);
    if (answer.success && answer.data.status !== 'error') this.accept(answer.data);
    else this.refused(answer.success && answer.data.status === 'error' ? answer.data.problem : null);
  }

  private accept(answer: { status: 'joined'; state: PlaybackState } | { status: 'unchanged' }): void {
    this.joined = true;
    if (answer.status === 'joined') this.keep(wholeState(answer.state));
    else if (this.truth !== null) this.keep(this.truth);
    const missed = this.waiting;
    this.waiting = [];
    for (const message of missed) this.replay(message);
  }

  private replay(message: IncomingMessage): void {
    if (this.truth === null) return;
    const step = applyMessage(this.truth, message);
    if (step.kind === 'applied') this.keep(step.truth);
    // Presence that the state does not know yet, or a newer gap.
    else if (step.kind === 'gap' && !step.whole) this.askAgain();
  }

  private refused(problem: Problem | null): void {
    const { session } = this;
    const error = problem === null ? null : DomainError.fromProblem(problem);
    if (error?.status === 401) {
      this.options.onRefused();
      return;
    }
    if (error !== null && (error.status === 403 || error.status === 404)) {
      this.options.onProblem(error);
      return;
    }
    this.options.onUnanswered();
    this.options.later(() => {
      if (session === this.session) void this.ask(true);
    }, retryMs);
  }

  private keep(truth: VenueTruth): void {
    this.truth = truth;
    this.options.onTruth(truth);
  }
}
