import { randomUUID } from 'node:crypto';
import { DomainError, commonErrors } from '@djamms/contracts';
import { type Rpc } from '@djamms/messaging';
import { AccessCache, type Access } from './access-cache';

const access = (username: string): Access => ({ active: true, username, role: 'user', permissions: [], venues: {} });

/** Auth as the test wants it: each question waits until the test answers it. */
class Auth {
  readonly questions: { answer: (access: Access) => void; fail: () => void }[] = [];
  request = () =>
    new Promise<Access>((answer, reject) => {
      this.questions.push({ answer, fail: () => reject(new DomainError(commonErrors.service_unavailable, 'Away.')) });
    });
}

describe('what the gateway remembers of access', () => {
  const [userId, sessionId] = [randomUUID(), randomUUID()];
  let now: number;
  let auth: Auth;
  let cache: AccessCache;

  beforeEach(() => {
    now = 1_000_000;
    auth = new Auth();
    cache = new AccessCache(auth as unknown as Rpc, { now: () => new Date(now) });
  });

  const learn = async (username: string): Promise<Access> => {
    const asked = cache.get(userId, sessionId);
    auth.questions.at(-1)!.answer(access(username));
    return asked;
  };

  it('asks once for many requests at the same moment, and not again for a while', async () => {
    const asked = [1, 2, 3].map(() => cache.get(userId, sessionId));
    auth.questions[0]!.answer(access('mona'));
    await expect(Promise.all(asked)).resolves.toEqual([1, 2, 3].map(() => access('mona')));
    await cache.get(userId, sessionId);
    expect(auth.questions).toHaveLength(1);
    now += 20_000;
    await expect(learn('lisa')).resolves.toEqual(access('lisa'));
    expect(auth.questions).toHaveLength(2);
  });

  it('asks again at once when something changed', async () => {
    await learn('mona');
    cache.forget({ userId });
    await expect(learn('lisa')).resolves.toEqual(access('lisa'));
  });

  it('answers who waits when something changes meanwhile, and does not keep that answer', async () => {
    const waiting = cache.get(userId, sessionId);
    cache.forget({ userId });
    const later = cache.get(userId, sessionId);
    auth.questions[0]!.answer(access('before'));
    auth.questions[1]!.answer(access('after'));
    await expect(waiting).resolves.toEqual(access('before'));
    await expect(later).resolves.toEqual(access('after'));
    await expect(cache.get(userId, sessionId)).resolves.toEqual(access('after'));
    expect(auth.questions).toHaveLength(2);
  });

  it('forgets nothing of others', async () => {
    await learn('mona');
    cache.forget({ userId: randomUUID() });
    await cache.get(userId, sessionId);
    expect(auth.questions).toHaveLength(1);
  });

  it('keeps what it knows while auth is away, and refuses who it does not know', async () => {
    await learn('mona');
    now += 60_000;
    const known = cache.get(userId, sessionId);
    auth.questions.at(-1)!.fail();
    await expect(known).resolves.toEqual(access('mona'));
    const unknown = cache.get(randomUUID(), randomUUID());
    auth.questions.at(-1)!.fail();
    await expect(unknown).rejects.toMatchObject({ code: 'service_unavailable' });
    const again = cache.get(userId, sessionId);
    auth.questions.at(-1)!.answer(access('lisa'));
    await expect(again).resolves.toEqual(access('lisa'));
  });
});
