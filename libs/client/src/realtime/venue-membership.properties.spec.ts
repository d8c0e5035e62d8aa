import fc from 'fast-check';
import { type AnswerKind, ModelServer, type Part } from '../testing/model-server';
import { venueId } from '../testing/playback-state';
import { VenueMembership } from './venue-membership';
import { type IncomingMessage, type VenueTruth } from './venue-state';

type Step =
  /** Something changes on the server, by several messages. */
  | { kind: 'change'; touched: Part[] }
  /** Some of what is on the line arrives. */
  | { kind: 'deliver'; count: number }
  /** Messages that arrived before come once more. */
  | { kind: 'double'; count: number }
  /** The client does not keep up: what is on the line is thrown away, and it is told so. */
  | { kind: 'leave out' }
  /** The line breaks with all that is on it; what was sent may still arrive late, in any order. */
  | { kind: 'cut'; late: number }
  | { kind: 'connect' }
  | { kind: 'answer'; as: AnswerKind }
  | { kind: 'no answer' }
  /** Time passes: whatever was put off is done. */
  | { kind: 'wait' };

/** A new master makes the client ask for everything, which heals whatever went wrong before: seldom, then. */
const part = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<Part[]>('settings', 'nowPlaying', 'queue', 'rules') },
  fc.constant<Part>('master'),
);

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('change' as const),
        touched: fc.uniqueArray(part, { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 6 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('double' as const), count: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'leave out' as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), late: fc.integer({ min: 0, max: 4 }) }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'connect' as const }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('answer' as const),
        as: fc.oneof(
          { weight: 8, arbitrary: fc.constant<AnswerKind>('least') },
          fc.constantFrom<AnswerKind[]>('everything', 'outdated'),
        ),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'no answer' as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'wait' as const }) },
  ),
  { maxLength: 60, size: 'max' },
);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A window and its server, with a line between them that does what the steps say. */
class Play {
  private readonly server: ModelServer;
  private connected = false;
  private late: IncomingMessage[] = [];
  private readonly arrived: IncomingMessage[] = [];
  private readonly questions: { lastRevision: number | undefined; answer: (raw: unknown) => void }[] = [];
  private putOff: (() => void)[] = [];
  private outdated = 0;
  truth: VenueTruth | null = null;
  wentBack = false;

  private readonly membership = new VenueMembership({
    venueId,
    ask: ({ lastRevision }) =>
      new Promise((answer, reject) =>
        this.questions.push({
          lastRevision,
          answer: (raw) => (raw === null ? reject(new Error('no answer')) : answer(raw)),
        }),
      ),
    later: (work) => this.putOff.push(work),
    onTruth: (truth) => {
      this.wentBack ||= truth.state.revision < (this.truth?.state.revision ?? 0);
      this.truth = truth;
    },
    onCaughtUp: () => undefined,
    onProblem: () => undefined,
    onUnanswered: () => undefined,
    onRefused: () => undefined,
  });

  constructor(remembered: number) {
    this.server = new ModelServer(remembered);
  }

  get serverState() {
    return this.server.state;
  }

  async do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'change':
        this.server.change(step.touched, this.connected);
        break;
      case 'deliver':
        this.deliver(step.count);
        break;
      case 'double':
        if (this.connected) for (const message of this.arrived.slice(-step.count)) this.membership.take(message);
        break;
      case 'leave out':
        if (this.connected && this.server.line.length > 0) {
          this.server.line = [];
          this.membership.stale();
        }
        break;
      case 'cut':
        this.late = this.server.line.slice(-step.late).reverse();
        this.server.line = [];
        this.connected = false;
        this.questions.length = 0;
        this.membership.leave();
        break;
      case 'connect':
        if (!this.connected) this.connect();
        break;
      case 'answer':
        this.answer(step.as);
        break;
      case 'no answer':
        this.questions.shift()?.answer(null);
        break;
      case 'wait':
        this.wait();
        break;
    }
    await settle();
  }

  /** The world becomes kind: the line works, everything arrives and every question is answered. */
  async end(): Promise<void> {
    if (!this.connected) this.connect();
    for (let round = 0; round < 20; round += 1) {
      await settle();
      while (this.questions.length > 0) this.answer('least');
      await settle();
      this.deliver(Infinity);
      this.wait();
    }
  }

  private connect(): void {
    this.connected = true;
    this.membership.join();
    // What an earlier connection sent is heard by the new one before anything else.
    for (const message of this.late) this.membership.take(message);
    this.late = [];
  }

  private deliver(count: number): void {
    if (!this.connected) return;
    for (const message of this.server.line.splice(0, count)) {
      this.arrived.push(message);
      this.membership.take(message);
    }
  }

  /** A copy of the server is behind for a moment only; what stays behind would be the truth. */
  private answer(kind: AnswerKind): void {
    const question = this.questions.shift();
    if (question === undefined) return;
    this.outdated = kind === 'outdated' ? this.outdated + 1 : 0;
    question.answer(this.server.answer(question.lastRevision, this.outdated > 3 ? 'least' : kind));
  }

  private wait(): void {
    const due = this.putOff;
    this.putOff = [];
    for (const work of due) work();
  }
}

describe('VenueMembership, whatever the line does', () => {
  it('ends with the server’s state, and never shows an older revision after a newer one', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 12 }), async (sequence, remembered) => {
        const play = new Play(remembered);
        await play.do({ kind: 'connect' });
        for (const step of sequence) await play.do(step);
        await play.end();
        expect(play.truth?.state).toEqual(play.serverState);
        expect(play.wentBack).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
