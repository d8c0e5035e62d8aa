import { DomainError, type JoinVenue, PlaybackState, Problem } from '@djamms/contracts';
import { z } from 'zod';
import { type IncomingMessage, type VenueTruth, applyMessage, resume, wholeState } from './venue-state';

const JoinAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('joined'), state: PlaybackState }),
  z.object({
    status: z.literal('resumed'),
    revision: z.number().int(),
    serverTime: z.number(),
    messages: z.array(z.object({ type: z.string(), payload: z.unknown() })),
  }),
  z.object({ status: z.literal('unchanged'), revision: z.number(), serverTime: z.number() }),
  z.object({ status: z.literal('error'), problem: Problem }),
]);
type JoinAnswer = z.infer<typeof JoinAnswer>;
type Accepted = Exclude<JoinAnswer, { status: 'error' }>;

export interface VenueMembershipOptions {
  venueId: string;
  /** Sends `venue:join` and gives its acknowledgement. */
  ask: (input: z.input<typeof JoinVenue>) => Promise<unknown>;
  later: (work: () => void, delayMs: number) => void;
  onTruth: (truth: VenueTruth) => void;
  /** A question was answered: messages without a revision may have been missed before it. */
  onCaughtUp: () => void;
  onProblem: (problem: DomainError) => void;
  /** No answer, or one that says to try later. */
  onUnanswered: () => void;
  /** The credentials were not accepted. */
  onRefused: () => void;
}

/** What is to be asked next: the changes since the last complete revision, or everything. */
type Question = 'changes' | 'everything';

/** Messages kept while an answer to `venue:join` is on its way; beyond that the state is asked for again. */
const maxWaiting = 500;
const retryMs = 2_000;
/** A gap right after a join is rare; this keeps a confused pair of clients and servers from asking in a loop. */
const askAgainMs = 250;
/**
 * An answer older than what is known comes from a server that has not caught up yet, so it is asked again this
 * often. If it stays, the venue's data was put back to an earlier time, and that is the truth.
 */
const doubtsAllowed = 4;
const doubtMs = 500;

/** Joins a venue and keeps the truth in the order of revisions, asking again whenever something is missing. */
export class VenueMembership {
  private truth: VenueTruth | null = null;
  private waiting: IncomingMessage[] = [];
  private question: Question | null = null;
  private asking = false;
  private doubts = 0;
  /** Grows with every connection; answers to questions of an older one are dropped. */
  private session = 0;
  joined = false;

  constructor(private readonly options: VenueMembershipOptions) {}

  /** On every new connection. */
  join(): void {
    this.leave();
    this.question = 'changes';
    void this.ask();
  }

  /** The connection is gone; what is known stays. */
  leave(): void {
    this.session += 1;
    this.joined = false;
    this.asking = false;
    this.question = null;
    this.waiting = [];
    this.doubts = 0;
  }

  /** While something is missing, messages wait: applied now, they would make a half-known revision look complete. */
  take(message: IncomingMessage): void {
    if (!this.joined || this.asking || this.question !== null || this.truth === null) this.keepWaiting(message);
    else if (this.applyAll([message])) this.options.onTruth(this.truth);
  }

  /** The server left messages out because this client did not keep up. */
  stale(): void {
    if (this.joined || this.asking) this.want('changes', 0);
  }

  /** Something arrived that could not be read: only the state can tell what it was. */
  askAgain(): void {
    if (this.joined || this.asking) this.want('everything', askAgainMs);
  }

  private keepWaiting(message: IncomingMessage): void {
    if (this.waiting.length < maxWaiting) {
      this.waiting.push(message);
      return;
    }
    this.waiting = [];
    this.question ??= 'changes';
  }

  private want(question: Question, delayMs: number): void {
    if (this.question !== 'everything') this.question = question;
    if (this.asking) return;
    if (delayMs === 0) void this.ask();
    else this.askLater(delayMs);
  }

  private askLater(delayMs: number): void {
    const { session } = this;
    this.options.later(() => {
      if (session === this.session) void this.ask();
    }, delayMs);
  }

  private async ask(): Promise<void> {
    const { session, question } = this;
    if (this.asking || question === null) return;
    this.asking = true;
    this.question = null;
    const lastRevision = question === 'everything' ? undefined : this.truth?.completeRevision;
    const raw = await this.options.ask({ venueId: this.options.venueId, lastRevision }).catch(() => null);
    if (session !== this.session) return;
    this.asking = false;
    const answer = JoinAnswer.safeParse(raw);
    if (answer.success && answer.data.status !== 'error') this.accept(answer.data);
    else this.refused(question, answer.success && answer.data.status === 'error' ? answer.data.problem : null);
  }

  private accept(answer: Accepted): void {
    if (this.isOlder(answer) && this.doubts < doubtsAllowed) {
      this.doubts += 1;
      this.want('everything', doubtMs);
      return;
    }
    const truth = truthAfter(this.truth, answer);
    if (truth === null) {
      this.want('everything', askAgainMs);
      return;
    }
    this.doubts = 0;
    this.joined = true;
    this.truth = truth;
    const missed = this.waiting;
    this.waiting = [];
    this.applyAll(missed);
    this.options.onTruth(this.truth);
    this.options.onCaughtUp();
    if (this.question !== null) this.askLater(askAgainMs);
  }

  private isOlder(answer: Accepted): boolean {
    const revision = answer.status === 'joined' ? answer.state.revision : answer.revision;
    return this.truth !== null && revision < this.truth.state.revision;
  }

  /** Applies messages up to the first that cannot be; tells whether the truth is another one now. */
  private applyAll(messages: readonly IncomingMessage[]): boolean {
    const before = this.truth;
    for (const [index, message] of messages.entries()) {
      if (this.truth === null) break;
      const step = applyMessage(this.truth, message);
      if (step.kind === 'applied') this.truth = step.truth;
      else if (step.kind === 'gap' && !isTold(this.truth, message)) {
        // What has no revision is told by the next state, and must not ask for it twice.
        this.waiting = messages.slice(message.revision === null ? index + 1 : index);
        this.want(step.whole ? 'everything' : 'changes', messages.length > 1 ? askAgainMs : 0);
        break;
      }
    }
    return this.truth !== before;
  }

  private refused(question: Question, problem: Problem | null): void {
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
    this.want(question, retryMs);
  }
}

/** Null when the answer builds on something that is not known here. */
function truthAfter(known: VenueTruth | null, answer: Accepted): VenueTruth | null {
  if (answer.status === 'joined') return wholeState(answer.state);
  if (known === null) return null;
  return answer.status === 'resumed' ? resume(known, answer) : known;
}

/** Whether a state that is known as a whole was made after the message. */
const isTold = ({ state, completeRevision }: VenueTruth, message: IncomingMessage): boolean =>
  message.revision !== null && message.revision <= state.revision && completeRevision === state.revision;
