import { unreachable } from '../errors';
import { type Change, ChangeQueue, maxWaitingChanges } from './change-queue';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A line that can be cut, and a server that acts once on each id. */
function setUp() {
  const line = { online: true, loses: new Set<string>(), busy: null as Promise<void> | null };
  const done: string[] = [];
  const seen = new Set<string>();
  const timers: { work: () => void; at: number }[] = [];
  let now = 0;
  const queue = new ChangeQueue({
    isOnline: () => line.online,
    later: (work, delayMs) => timers.push({ work, at: now + delayMs }),
    onCount: () => undefined,
  });
  const send = async (id: string): Promise<string> => {
    if (!line.online) throw unreachable();
    await line.busy;
    if (!seen.has(id)) done.push(id);
    seen.add(id);
    if (line.loses.has(id)) throw unreachable();
    return id;
  };
  const change = (id: string, fields: Partial<Change<string>> = {}): Promise<string> =>
    queue.add({ send: () => send(id), kind: null, ofThisSong: false, overtakes: false, ...fields });
  const pass = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    for (const timer of due) timers.splice(timers.indexOf(timer), 1);
    for (const { work } of due) work();
    await settle();
  };
  const back = async (): Promise<void> => {
    line.online = true;
    queue.pump();
    await settle();
  };
  return { line, done, queue, change, pass, back };
}

describe('ChangeQueue', () => {
  it('sends at once on a line that works, one after the other', async () => {
    const { change, done, queue } = setUp();
    await expect(Promise.all([change('a'), change('b'), change('c')])).resolves.toEqual(['a', 'b', 'c']);
    expect(done).toEqual(['a', 'b', 'c']);
    expect(queue.waiting).toBe(0);
  });

  it('keeps changes while the line is down, tells how many, and sends them in order when it is back', async () => {
    const { line, change, done, queue, back } = setUp();
    line.online = false;
    const answers = Promise.all([change('a'), change('b')]);
    await settle();
    expect(done).toEqual([]);
    expect(queue.waiting).toBe(2);
    await back();
    await expect(answers).resolves.toEqual(['a', 'b']);
    expect(queue.waiting).toBe(0);
  });

  it('sends a change again whose answer was lost, and it acts once', async () => {
    const { line, change, done, pass } = setUp();
    line.loses.add('a');
    const answer = change('a');
    await settle();
    line.loses.clear();
    await pass(500);
    await expect(answer).resolves.toBe('a');
    expect(done).toEqual(['a']);
  });

  it('keeps only the newest of what says how something shall be, and tells everybody what came of it', async () => {
    const { line, change, done, back } = setUp();
    line.online = false;
    const volumes = [10, 20, 30].map((volume) => change(`volume ${volume}`, { kind: 'volume' }));
    const other = change('mute', { kind: 'mute' });
    await back();
    await expect(Promise.all([...volumes, other])).resolves.toEqual(['volume 30', 'volume 30', 'volume 30', 'mute']);
    expect(done).toEqual(['volume 30', 'mute']);
  });

  it('says after half a minute that a change was not sent', async () => {
    const { line, change, done, pass, back } = setUp();
    line.online = false;
    const answer = expect(change('a')).rejects.toMatchObject({ code: 'not_sent' });
    await pass(30_000);
    await answer;
    await back();
    expect(done).toEqual([]);
  });

  it('does not claim that a change was not sent when only its answer is missing', async () => {
    const { line, change, pass } = setUp();
    line.loses.add('a');
    const answer = expect(change('a')).rejects.toMatchObject({ code: 'not_confirmed' });
    await settle();
    line.online = false;
    await pass(30_000);
    await answer;
  });

  it('refuses more than it can keep', async () => {
    const { line, change, queue, back } = setUp();
    line.online = false;
    const kept = Array.from({ length: maxWaitingChanges }, (_unused, index) => change(`${index}`));
    await expect(change('one more')).rejects.toMatchObject({ code: 'too_many_waiting' });
    expect(queue.waiting).toBe(maxWaitingChanges);
    await back();
    await Promise.all(kept);
  });

  it('lets a stop overtake everything, and starts nothing after it that was wanted before', async () => {
    const { line, change, done } = setUp();
    let release = (): void => undefined;
    line.busy = new Promise((resolve) => (release = resolve));
    line.loses.add('play');
    const play = expect(change('play')).rejects.toMatchObject({ code: 'not_confirmed' });
    const next = expect(change('next')).rejects.toMatchObject({ code: 'not_sent' });
    const stop = change('stop', { overtakes: true });
    release();
    await Promise.all([play, next]);
    await expect(stop).resolves.toBe('stop');
    expect(done).toEqual(['play', 'stop']);
  });

  it('drops what was meant for a song that is over, but not what may have been done', async () => {
    const { line, change, queue, back } = setUp();
    line.online = false;
    const skip = expect(change('next', { ofThisSong: true })).rejects.toMatchObject({ code: 'not_sent' });
    const pause = change('pause');
    queue.dropOfOldSong();
    await back();
    await skip;
    await expect(pause).resolves.toBe('pause');
  });

  it('passes on why a change was refused, and goes on with the next', async () => {
    const { change, queue } = setUp();
    const refused = expect(
      queue.add({
        send: () => Promise.reject(new Error('refused')),
        kind: null,
        ofThisSong: false,
        overtakes: false,
      }),
    ).rejects.toThrow('refused');
    await expect(change('b')).resolves.toBe('b');
    await refused;
  });
});
