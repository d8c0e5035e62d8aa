import { randomUUID } from 'node:crypto';
import { allRequests, anonymous, type HttpBinding, type Identity } from '@djamms/contracts';
import { userIdentity } from '@djamms/testing';
import { socketRequests } from '../realtime/socket-requests';
import { requireAccess } from './requirement';

const guest: Identity = { kind: 'guest', guestId: randomUUID(), venueId: randomUUID() };
const refused = (identity: Identity, access: HttpBinding['access']): string | null => {
  try {
    requireAccess(identity, access);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('who may use a request', () => {
  it('is everybody, a guest, a user, or who has the permission', () => {
    const [user, nobody] = [userIdentity({ role: 'user' }), anonymous];
    const answers = (access: HttpBinding['access']) => [nobody, guest, user].map((who) => refused(who, access));
    expect(answers('public')).toEqual([null, null, null]);
    expect(answers('guest')).toEqual(['unauthenticated', null, null]);
    expect(answers('user')).toEqual(['unauthenticated', 'forbidden', null]);
    expect(answers('playlists:write')).toEqual(['unauthenticated', 'forbidden', null]);
    expect(answers('system:admin')).toEqual(['unauthenticated', 'forbidden', 'forbidden']);
  });

  it('is a guest for nothing but looking around, likes, requests and their own searches', () => {
    const open = allRequests.flatMap(({ subject, http }) => (http && !refused(guest, http.access) ? [subject] : []));
    const forGuests = open.filter((subject) => !isPublic(subject));
    const meant = [
      'music.vote.mine',
      'music.vote.set',
      'playlist.queue.list',
      'playlist.request.create',
      'playlist.request.mine',
      'playlist.request.withdraw',
      'search.history.clear',
      'search.history.list',
      'search.track.click',
      'search.track.search',
      'search.track.suggest',
    ];
    expect(forGuests.filter((subject) => !meant.includes(subject))).toEqual([]);
    expect(forGuests).toContain('playlist.request.create');
  });

  it('is the same for socket messages', () => {
    const open = socketRequests.filter(([, { http }]) => !refused(guest, http.access)).map(([event]) => event);
    expect(open).toEqual(['request', 'request:withdraw', 'search', 'vote']);
  });
});

const isPublic = (subject: string): boolean =>
  allRequests.some((contract) => contract.subject === subject && contract.http?.access === 'public');
