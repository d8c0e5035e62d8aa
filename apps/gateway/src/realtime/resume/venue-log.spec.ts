import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type HeardMessage } from './message-key';
import { VenueLog, type Missed } from './venue-log';
import { VenueLogs } from './venue-logs';

const venueId = randomUUID();
const change = (revision: number, ...messages: HeardMessage[]) => ({ venueId, revision, serverTime: 0, messages });
const song = (title: string): HeardMessage => ({ type: 'NOW_PLAYING_UPDATE', payload: { title } });
const queue = (total: number): HeardMessage => ({ type: 'QUEUE_UPDATE', payload: { active_total: total } });
const asked = (id: string, status: string): HeardMessage => ({ type: 'REQUEST_UPDATE', payload: { id, status } });
const messagesOf = (missed: Missed | undefined) => (missed?.status === 'resumed' ? missed.messages : undefined);

describe('what a venue’s log can tell', () => {
  it('is the newest message of each kind, in the order of revisions', () => {
    const log = new VenueLog(9);
    log.hear(change(10, song('first'), queue(3)));
    log.hear(change(11, song('second')));
    log.hear(change(12, queue(2)));
    expect(log.since(9)).toEqual({ status: 'resumed', revision: 12, messages: [song('second'), queue(2)] });
    expect(log.since(11)).toEqual({ status: 'resumed', revision: 12, messages: [queue(2)] });
    expect(log.since(12)).toEqual({ status: 'unchanged', revision: 12 });
  });

  it('ends where it did not hear, on both sides', () => {
    const log = new VenueLog(9);
    log.hear(change(10, song('first')));
    expect(log.since(8)).toBeUndefined();
    expect(log.since(11)).toBeUndefined();
  });

  it('begins anew after a gap', () => {
    const log = new VenueLog(9);
    log.hear(change(10, song('first'), queue(3)));
    log.hear(change(13, song('third')));
    expect(log.since(10)).toBeUndefined();
    expect(log.since(11)).toBeUndefined();
    expect(messagesOf(log.since(12))).toEqual([song('third')]);
  });

  it('is nothing any more after something that was heard already, until the service was asked', () => {
    const logs = new VenueLogs(1_000_000);
    logs.listen();
    for (const revision of [5, 6, 7]) logs.hear(change(revision, song(`${revision}`)));
    logs.hear(change(6, song('again')));
    for (const revision of [4, 5, 6, 7]) expect(logs.since(venueId, revision)).toBeUndefined();
    logs.hear(change(7, song('again')));
    logs.hear(change(8, song('8')));
    expect(logs.since(venueId, 8)).toBeUndefined();
    logs.answer(logs.ask(venueId), 8);
    expect(logs.since(venueId, 8)).toEqual({ status: 'unchanged', revision: 8 });
  });

  it('leaves out orders to the player, and does not reach across a new master', () => {
    const log = new VenueLog(1);
    log.hear(change(2, { type: 'PLAYER_COMMAND', payload: { command: 'FADE_OUT_STOP' } }));
    expect(log.since(1)).toEqual({ status: 'resumed', revision: 2, messages: [] });
    log.hear(change(3, { type: 'MASTER_CHANGED', payload: { epoch: 2 } }, song('third')));
    expect(log.since(2)).toBeUndefined();
    expect(log.since(3)).toEqual({ status: 'unchanged', revision: 3 });
    const away: HeardMessage = { type: 'PLAYER_DISCONNECTED', payload: { device_id: 'd' } };
    const back: HeardMessage = { type: 'PLAYER_CONNECTED', payload: { device_id: 'd' } };
    log.hear(change(4, away));
    log.hear(change(5, back));
    expect(messagesOf(log.since(3))).toEqual([back]);
  });

  it('keeps the last hundred requests, and begins later for the others', () => {
    const log = new VenueLog(0);
    const ids = Array.from({ length: 103 }, () => randomUUID());
    ids.forEach((id, index) => log.hear(change(index + 1, asked(id, 'pending'))));
    expect(log.since(2)).toBeUndefined();
    expect(messagesOf(log.since(3))).toEqual(ids.slice(3).map((id) => asked(id, 'pending')));
    log.hear(change(104, asked(ids[50]!, 'played')));
    expect(messagesOf(log.since(3))?.at(-1)).toEqual(asked(ids[50]!, 'played'));
    expect(messagesOf(log.since(3))).toHaveLength(100);
  });

  it('weighs as much as what it holds', () => {
    const log = new VenueLog(0);
    const empty = log.bytes;
    for (let revision = 1; revision < 500; revision += 1)
      log.hear(change(revision, queue(revision), asked(randomUUID(), 'pending')));
    log.hear(change(500, { type: 'MASTER_CHANGED', payload: {} }));
    expect(log.bytes).toBe(empty);
  });
});

describe('the logs of all venues', () => {
  const other = randomUUID();

  it('know nothing before they listen, and nothing of before', () => {
    const logs = new VenueLogs(1_000_000);
    logs.hear(change(5, song('five')));
    logs.answer(logs.ask(venueId), 5);
    expect(logs.since(venueId, 5)).toBeUndefined();
    logs.listen();
    logs.hear(change(6, song('six')));
    expect(messagesOf(logs.since(venueId, 5))).toEqual([song('six')]);
    logs.listen();
    expect(logs.since(venueId, 6)).toBeUndefined();
  });

  it('begin with what the service says, unless something was heard, or forgotten, while it was asked', () => {
    const logs = new VenueLogs(1_000_000);
    logs.listen();
    logs.answer(logs.ask(venueId), 7);
    expect(logs.since(venueId, 7)).toEqual({ status: 'unchanged', revision: 7 });

    const forgotten = logs.ask(other);
    logs.forgetAll();
    logs.answer(forgotten, 7);
    expect(logs.since(other, 7)).toBeUndefined();

    const [early, late] = [logs.ask(venueId), logs.ask(venueId)];
    logs.hear(change(9, song('nine')));
    logs.answer(early, 8);
    logs.answer(late, 9);
    expect(logs.since(venueId, 8)).toMatchObject({ status: 'resumed', revision: 9 });
    logs.answer(logs.ask(other), undefined);
    expect(logs.since(other, 0)).toBeUndefined();
  });

  it('do not let an answer from before a change count after it, not even when the change was of no use', () => {
    const logs = new VenueLogs(1_000_000);
    logs.listen();
    for (const revision of [6, 7]) logs.hear(change(revision));
    logs.hear(change(6));
    const question = logs.ask(venueId);
    logs.hear(change(8));
    logs.answer(question, 7);
    expect(logs.since(venueId, 7)).toBeUndefined();
  });

  it('stay within their bound, the ones that were asked for last staying longest', () => {
    const logs = new VenueLogs(20_000);
    logs.listen();
    const long = 'x'.repeat(4_000);
    const venues = Array.from({ length: 12 }, () => randomUUID());
    for (const id of venues) {
      logs.hear({ ...change(1, song(long)), venueId: id });
      expect(logs.since(venues[0]!, 0)).toBeDefined();
      expect(logs.bytes).toBeLessThanOrEqual(20_000);
    }
    expect(logs.since(venues[1]!, 0)).toBeUndefined();
    expect(logs.since(venues[11]!, 0)).toBeDefined();
  });
});

/**
 * A venue as it really changes, and a replica that hears of it late, twice, or not at all. Whatever it answers must lead
 * a window to what the venue shows at the revision that the answer names.
 */
describe('an answer of the logs', () => {
  type Shown = Record<string, number>;
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('change' as const), about: fc.integer({ min: 0, max: 5 }) }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), back: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('ask' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage' as const) }) },
  );
  const types = ['NOW_PLAYING_UPDATE', 'QUEUE_UPDATE', 'PLAYER_SETTINGS_UPDATE', 'MASTER_CHANGED'] as const;
  const messageAbout = (about: number, revision: number): HeardMessage =>
    about < 4
      ? { type: types[about]!, payload: { at: revision } }
      : { type: 'REQUEST_UPDATE', payload: { id: requestIds[about - 4], at: revision } };
  const requestIds = [randomUUID(), randomUUID()];
  const keyIn = ({ type, payload }: HeardMessage): string =>
    type === 'REQUEST_UPDATE' ? (payload as { id: string }).id : type;

  it('never leaves a window with anything but the truth', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const logs = new VenueLogs(1_000_000);
        logs.listen();
        /** What the venue shows at each revision. */
        const truth: Shown[] = [{}];
        const sent: ReturnType<typeof change>[] = [];
        let delivered = 0;
        const questions: [ReturnType<VenueLogs['ask']>, number][] = [];
        for (const next of steps) {
          const revision = truth.length;
          if (next.kind === 'change') {
            const message = messageAbout(next.about, revision);
            truth.push({ ...truth.at(-1), [keyIn(message)]: revision });
            sent.push(change(revision, message));
          } else if (next.kind === 'deliver' && delivered < sent.length) {
            logs.hear(sent[delivered++]!);
          } else if (next.kind === 'again') {
            // Delivered again from some point on, up to where it was.
            for (const old of sent.slice(Math.max(0, delivered - next.back), delivered)) logs.hear(old);
          } else if (next.kind === 'lose' && delivered < sent.length) {
            // The stream lost one that was not heard; that it lost something is noticed.
            delivered += 1;
            logs.listen();
          } else if (next.kind === 'ask') {
            questions.push([logs.ask(venueId), truth.length - 1]);
          } else if (next.kind === 'answer') {
            const question = questions.shift();
            if (question) logs.answer(...question);
          } else if (next.kind === 'outage') {
            logs.forgetAll();
          }
          checkAll(logs, truth, delivered);
        }
      }),
      { numRuns: 300 },
    );
  });

  function checkAll(logs: VenueLogs, truth: Shown[], delivered: number): void {
    for (let lastRevision = 0; lastRevision < truth.length; lastRevision += 1) {
      const missed = logs.since(venueId, lastRevision);
      if (!missed) continue;
      // Nothing that was heard, and so sent to windows before this one came, is left out.
      expect(missed.revision).toBeGreaterThanOrEqual(Math.min(delivered, truth.length - 1));
      const shown = { ...truth[lastRevision] };
      for (const message of messagesOf(missed) ?? []) shown[keyIn(message)] = (message.payload as { at: number }).at;
      expect(shown).toEqual(truth[missed.revision]);
    }
  }
});
