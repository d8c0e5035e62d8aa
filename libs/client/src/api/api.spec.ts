import { type Session, listVenues, login } from '@djamms/contracts';
import { createApi } from './api';

const id = '0190b0a0-0000-7000-8000-000000000001';

const sessionWith = (accessToken: string): Session => ({
  user: {
    id,
    username: 'max',
    email: 'max@example.com',
    role: 'user',
    permissions: [],
    avatarUrl: null,
    preferences: {
      theme: 'dark',
      notifications_enabled: true,
      default_volume: 70,
      auto_play: true,
      language: 'en',
      timezone: 'UTC',
      min_to_tray_enabled: false,
      update_checks_enabled: true,
      telemetry_enabled: false,
    },
    venues: [],
    createdAt: '2026-11-20T12:00:00.000Z',
    lastLoginAt: null,
  },
  accessToken,
  refreshToken: 'cookie',
  expiresIn: 900,
});

const problem = (status: number, code: string) => ({ type: 't', title: 't', status, detail: code, code, traceId: '' });

/** A server that knows one valid token and counts what is asked. */
function setUp() {
  const calls: string[] = [];
  const server = { validToken: 'one', refreshable: true, reachable: true, refreshes: 0 };
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    await Promise.resolve();
    calls.push(`${init.method} ${url}`);
    if (!server.reachable) throw new TypeError('network');
    const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
    if (url === '/api/auth/login') return answer(200, sessionWith(server.validToken));
    if (url === '/api/auth/refresh') {
      server.refreshes += 1;
      if (!server.refreshable) return answer(401, problem(401, 'refresh_invalid'));
      server.validToken = `fresh ${server.refreshes}`;
      return answer(200, sessionWith(server.validToken));
    }
    const token = new Headers(init.headers).get('authorization');
    if (token !== `Bearer ${server.validToken}`) return answer(401, problem(401, 'unauthenticated'));
    return answer(200, { items: [] });
  };
  let now = 0;
  const api = createApi({ fetch, now: () => now });
  return { api, server, calls, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('createApi', () => {
  it('restores the session from the cookie, once, for however many callers', async () => {
    const { api, server } = setUp();
    const answers = await Promise.all([1, 2, 3, 4].map(() => api.call(listVenues, {})));
    expect(answers).toHaveLength(4);
    expect(server.refreshes).toBe(1);
    expect(api.session.getSnapshot()).toMatchObject({ status: 'signed-in', user: { username: 'max' } });
  });

  it('exchanges a refused token once, and every waiting call goes on with the new one', async () => {
    const { api, server } = setUp();
    await api.call(listVenues, {});
    server.validToken = 'changed by the server';
    await Promise.all([1, 2, 3].map(() => api.call(listVenues, {})));
    expect(server.refreshes).toBe(2);
  });

  it('exchanges a token before it ends', async () => {
    const { api, server, pass } = setUp();
    await api.call(listVenues, {});
    pass(880_000);
    await api.call(listVenues, {});
    expect(server.refreshes).toBe(2);
  });

  it('ends the session when it cannot be renewed, and tells those who watch', async () => {
    const { api, server } = setUp();
    await api.call(listVenues, {});
    server.refreshable = false;
    server.validToken = 'other';
    const seen: string[] = [];
    api.session.subscribe(() => seen.push(api.session.getSnapshot().status));
    await expect(api.call(listVenues, {})).rejects.toMatchObject({ status: 401 });
    expect(seen).toEqual(['signed-out']);
  });

  it('keeps the session when only the network is gone', async () => {
    const { api, server } = setUp();
    await api.call(listVenues, {});
    server.reachable = false;
    await expect(api.call(listVenues, {})).rejects.toMatchObject({ code: 'network_unreachable' });
    expect(api.session.getSnapshot().status).toBe('signed-in');
  });

  it('needs no token for what is public', async () => {
    const { api, calls } = setUp();
    await api.call(login, { username: 'max', password: 'secret secret' });
    expect(calls).toEqual(['POST /api/auth/login']);
  });

  it('says so when an answer cannot be read', async () => {
    const api = createApi({ fetch: () => Promise.resolve(new Response('<html>', { status: 200 })) });
    await expect(api.signIn({ username: 'max', password: 'secret secret' })).rejects.toMatchObject({
      code: 'answer_unreadable',
    });
  });

  it('makes an error of a failure without a problem document', async () => {
    const api = createApi({ fetch: () => Promise.resolve(new Response('upstream', { status: 503 })) });
    await expect(api.signIn({ username: 'max', password: 'secret secret' })).rejects.toMatchObject({
      code: 'service_unavailable',
      status: 503,
    });
  });

  it('reads what a server of a newer version answers, without what this page does not know', async () => {
    const known = sessionWith('one');
    const later = { of_tomorrow: { deep: ['unknown'] } };
    const user = { ...known.user, ...later, role: 'director', permissions: ['tracks:read', 'lights:write'] };
    const body = JSON.stringify({ ...known, ...later, user });
    const api = createApi({ fetch: () => Promise.resolve(new Response(body, { status: 200 })) });
    const session = await api.call(login, { username: 'max', password: 'secret secret' });
    expect(session).toEqual({ ...known, user: { ...known.user, role: 'guest', permissions: ['tracks:read'] } });
  });
});
