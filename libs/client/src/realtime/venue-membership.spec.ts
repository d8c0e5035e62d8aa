import { type DomainError, PlayerSettings } from '@djamms/contracts';
import { stateAt, venueId } from '../testing/playback-state';
import { VenueMembership } from './venue-membership';
import { type IncomingMessage, type VenueTruth } from './venue-state';

const volume = (revision: number): IncomingMessage => ({
  venueId,
  revision,
  serverTime: 1_000,
  type: 'PLAYER_SETTINGS_UPDATE',
  payload: PlayerSettings.parse({ master_volume: revision }),
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const asked: { lastRevision?: number; answer: (value: unknown) => void }[] = [];
  const truths: VenueTruth[] = [];
  const delayed: (() => void)[] = [];
  const problems: DomainError[] = [];
  const calls = { refused: 0, unanswered: 0, caughtUp: 0 };
  const membership = new VenueMembership({
    venueId,
    ask: ({ lastRevision }) => new Promise((answer) => asked.push({ lastRevision, answer })),
    later: (work) => delayed.push(work),
    onTruth: (truth) => truths.push(truth),
    onCaughtUp: () => (calls.caughtUp += 1),
    onProblem: (problem) => problems.push(problem),
    onRefused: () => (calls.refused += 1),
    onUnanswered: () => (calls.unanswered += 1),
  });
  const answer = async (value: unknown): Promise<void> => {
    asked.at(-1)?.answer(value);
    await settle();
  };
  return { membership, asked, answer, truths, delayed, problems, calls };
}

const joined = (revision: number) => ({ status: 'joined', state: stateAt(revision) });
const refusal = (status: number) => ({
  status: 'error',
  problem: { type: 't', title: 't', status, detail: 'd', code: 'c', traceId: '' },
});

describe('VenueMembership', () => {
  it('loses nothing that arrives while the state is on its way', async () => {
    const { membership, answer, truths } = setUp();
    membership.join();
    membership.take(volume(11));
    membership.take(volume(12));
    await answer(joined(10));
    expect(truths.at(-1)?.state).toMatchObject({ revision: 12, settings: { master_volume: 12 } });
  });

  it('ignores what is older than the state it joined with', async () => {
    const { membership, answer, truths } = setUp();
    membership.join();
    membership.take(volume(8));
    await answer(joined(10));
    expect(truths.at(-1)?.state).toMatchObject({ revision: 10, settings: { master_volume: 10 } });
  });

  it('asks again when a change is missing, and shows the newest truth after it', async () => {
    const { membership, answer, asked, truths } = setUp();
    membership.join();
    await answer(joined(10));
    membership.take(volume(13));
    expect(asked.at(-1)?.lastRevision).toBe(10);
    membership.take(volume(14));
    await answer(joined(13));
    expect(truths.at(-1)?.state.revision).toBe(14);
  });

  it('comes back with the last revision it knows completely', async () => {
    const { membership, answer, asked } = setUp();
    membership.join();
    await answer(joined(10));
    membership.take(volume(11));
    membership.leave();
    membership.join();
    expect(asked.at(-1)?.lastRevision).toBe(10);
  });

  it('keeps its truth when nothing changed meanwhile', async () => {
    const { membership, answer, truths } = setUp();
    membership.join();
    await answer(joined(10));
    membership.leave();
    membership.join();
    await answer({ status: 'unchanged', revision: 10, serverTime: 5 });
    expect(membership.joined).toBe(true);
    expect(truths).toHaveLength(2);
    expect(truths.at(-1)?.state.revision).toBe(10);
  });

  it('takes what it missed as one step, and tells that it has caught up', async () => {
    const { membership, answer, truths, calls } = setUp();
    membership.join();
    await answer(joined(10));
    membership.leave();
    membership.join();
    const rules = { ...stateAt(10).requestRules, is_open: false };
    const messages = [
      { type: 'PLAYER_SETTINGS_UPDATE', payload: PlayerSettings.parse({ master_volume: 14 }) },
      { type: 'REQUEST_RULES_UPDATE', payload: { rules } },
      { type: 'SOMETHING_NEWER', payload: {} },
    ];
    await answer({ status: 'resumed', revision: 14, serverTime: 9_000, messages });
    expect(truths).toHaveLength(2);
    expect(truths.at(-1)).toMatchObject({
      completeRevision: 14,
      state: { revision: 14, serverTime: 9_000, settings: { master_volume: 14 }, requestRules: { is_open: false } },
    });
    expect(calls.caughtUp).toBe(2);
  });

  it('asks for everything when what it missed cannot tell it all', async () => {
    const { membership, answer, asked, delayed } = setUp();
    membership.join();
    await answer(joined(10));
    membership.stale();
    expect(asked.at(-1)?.lastRevision).toBe(10);
    const messages = [{ type: 'MASTER_CHANGED', payload: { device_id: 'new', epoch: 3 } }];
    await answer({ status: 'resumed', revision: 11, serverTime: 1, messages });
    delayed.at(-1)?.();
    expect(asked).toHaveLength(3);
    expect(asked.at(-1)?.lastRevision).toBeUndefined();
  });

  it('doubts an answer that is older than what it knows, and believes it when it stays', async () => {
    const { membership, answer, truths, delayed } = setUp();
    membership.join();
    await answer(joined(10));
    membership.leave();
    membership.join();
    for (let times = 0; times < 4; times += 1) {
      await answer(joined(7));
      expect(truths.at(-1)?.state.revision).toBe(10);
      delayed.at(-1)?.();
    }
    await answer(joined(7));
    expect(truths.at(-1)?.state.revision).toBe(7);
  });

  it('asks again when more was told than it could keep while it waited', async () => {
    const { membership, answer, asked, delayed, truths } = setUp();
    membership.join();
    for (let count = 0; count <= 500; count += 1) membership.take(volume(11));
    await answer(joined(10));
    delayed.at(-1)?.();
    expect(asked).toHaveLength(2);
    await answer(joined(520));
    expect(truths.at(-1)?.state.revision).toBe(520);
  });

  it('drops the answer of a line that is gone', async () => {
    const { membership, asked, truths } = setUp();
    membership.join();
    membership.leave();
    asked[0]?.answer(joined(10));
    await settle();
    expect(truths).toHaveLength(0);
  });

  it('wants new credentials on 401, gives up on 404, and tries again otherwise', async () => {
    const { membership, answer, calls, problems, delayed, asked } = setUp();
    membership.join();
    await answer(refusal(401));
    expect(calls.refused).toBe(1);
    membership.join();
    await answer(refusal(404));
    expect(problems).toHaveLength(1);
    membership.join();
    await answer(refusal(503));
    expect(calls.unanswered).toBe(1);
    delayed.at(-1)?.();
    await answer(joined(3));
    expect(asked).toHaveLength(4);
    expect(membership.joined).toBe(true);
  });
});
