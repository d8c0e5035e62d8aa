import { createHmac } from 'node:crypto';
import { createVenue, type Problem, type Session } from '@djamms/contracts';
import { eventually, newOwner, startTestSystem, type TestSystem } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { gatewayService } from '../src/service';

interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

describe('the edge', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ services: [authService, gatewayService] });
  });
  afterAll(() => system.stop());

  async function ask<T = Problem>(
    method: string,
    path: string,
    options: { body?: unknown; token?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const { body, token, headers } = options;
    const response = await fetch(`${system.url('gateway')}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as T };
  }
  const signUp = async (): Promise<Session> =>
    (await ask<Session>('POST', '/api/auth/register', { body: newOwner() })).body;

  it('registers, and answers who is signed in', async () => {
    const owner = newOwner();
    const { status, body } = await ask<Session>('POST', '/api/auth/register', { body: owner });
    expect(status).toBe(201);
    const me = await ask<Session['user']>('GET', '/api/auth/user', { token: body.accessToken });
    expect(me.body).toMatchObject({ username: owner.username, venues: [{ name: owner.venueName, role: 'owner' }] });
  });

  it('keeps the refresh token in a cookie that scripts and other sites cannot use, and takes it from there', async () => {
    const response = await ask<Session>('POST', '/api/auth/register', { body: newOwner() });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/djamms_refresh=.+; Max-Age=\d+; Path=\/api\/auth; HttpOnly; SameSite=Strict/);
    const refreshed = await ask<Session>('POST', '/api/auth/refresh', {
      body: {},
      headers: { cookie: cookie.split(';')[0]! },
    });
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.refreshToken).not.toBe(response.body.refreshToken);
  });

  it('answers without credentials, with forged and with expired ones, with a 401 problem', async () => {
    const { accessToken } = await signUp();
    const [header, claims] = accessToken.split('.') as [string, string];
    const expired = Buffer.from(
      JSON.stringify({ ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), exp: 1 }),
    ).toString('base64url');
    const signed = (payload: string, secret: string) =>
      `${header}.${payload}.${createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')}`;
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    const secret = system.place.environment().JWT_SECRET!;
    for (const token of [
      undefined,
      'nonsense',
      signed(claims, 'another secret of the right length'),
      none,
      signed(expired, secret),
    ]) {
      const answer = await ask('GET', '/api/auth/user', { token });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({
        code: 'unauthenticated',
        status: 401,
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
    await expect(ask('GET', '/api/auth/user', { token: signed(expired, secret) })).resolves.toMatchObject({
      body: { detail: expect.stringContaining('expired') },
    });
  });

  it('forgets a session at once when it ends', async () => {
    const { accessToken } = await signUp();
    expect((await ask('GET', '/api/auth/user', { token: accessToken })).status).toBe(200);
    expect((await ask('POST', '/api/auth/logout', { token: accessToken, body: {} })).status).toBe(200);
    // By the news of it: what the gateway remembers would end by itself after twenty seconds only.
    const byNewsMs = 15_000;
    await eventually(
      async () => expect((await ask('GET', '/api/auth/user', { token: accessToken })).status).toBe(401),
      byNewsMs,
    );
  });

  it('names every wrong field, and the ones it does not know', async () => {
    const wrong = await ask('POST', '/api/auth/register', {
      body: { username: 'x', email: 'no address', password: 'short' },
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors?.map(({ path }) => path).sort()).toEqual(['email', 'password', 'username']);
    const unknown = await ask('POST', '/api/auth/register', { body: { ...newOwner(), role: 'admin' } });
    expect(unknown.body).toMatchObject({ status: 400, errors: [{ path: 'role' }] });
    const { accessToken: token } = await signUp();
    expect((await ask('GET', '/api/venues?colour=red', { token })).body).toMatchObject({
      status: 400,
      errors: [{ path: 'colour' }],
    });
    expect((await ask('GET', '/api/venues/not-an-id', { token })).body).toMatchObject({
      status: 400,
      errors: [{ path: 'id' }],
    });
  });

  it.each([
    ['broken JSON', '{"username":', {}, 400],
    ['a body that is no object', '[1]', {}, 400],
    ['another media type', 'username=x', { 'content-type': 'text/csv' }, 415],
    ['a body over 1 MB', JSON.stringify({ username: 'x'.repeat(1_100_000) }), {}, 413],
  ])('refuses %s with a problem', async (_name, body, headers, status) => {
    const answer = await ask('POST', '/api/auth/login', { body, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.code).toBeDefined();
  });

  it('answers an unknown address with a 404 problem', async () => {
    const { accessToken: token } = await signUp();
    await expect(ask('GET', '/api/nothing/here', { token })).resolves.toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('knows the search under both of its addresses', async () => {
    const { accessToken: token } = await signUp();
    for (const path of ['/api/search', '/api/music/search']) {
      await expect(ask('GET', `${path}?colour=red`, { token })).resolves.toMatchObject({
        status: 400,
        body: { errors: [{ path: 'colour' }] },
      });
    }
  });

  it('answers 503 with Retry-After while a service is away', async () => {
    const { accessToken: token } = await signUp();
    const answer = await ask('GET', '/api/music/tracks', { token });
    expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('gives the first answer again for the same Idempotency-Key, and refuses another body', async () => {
    const { accessToken: token } = await signUp();
    const headers = { 'idempotency-key': 'open-the-second-bar' };
    const [first, second] = [
      await ask<{ id: string }>('POST', '/api/venues', { token, headers, body: { name: 'Second' } }),
      await ask<{ id: string }>('POST', '/api/venues', { token, headers, body: { name: 'Second' } }),
    ];
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    await expect(ask('POST', '/api/venues', { token, headers, body: { name: 'Third' } })).resolves.toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    const { body } = await ask<{ items: unknown[] }>('GET', '/api/venues', { token });
    expect(body.items).toHaveLength(2);
  });

  it('lets a refused request be tried again with the same key', async () => {
    const { accessToken: token } = await signUp();
    const headers = { 'idempotency-key': 'refused-at-first' };
    const body = { name: 'Bar', timezone: 'Mars/Olympus' };
    for (let times = 0; times < 2; times++) {
      await expect(ask('POST', '/api/venues', { token, headers, body })).resolves.toMatchObject({
        status: 400,
        body: { code: 'unknown_timezone' },
      });
    }
    await expect(ask('POST', '/api/venues', { token, headers, body: { name: 'Bar' } })).resolves.toMatchObject({
      status: 201,
    });
  });

  it('makes one thing of two requests with the same key at the same moment', async () => {
    const { accessToken: token } = await signUp();
    const headers = { 'idempotency-key': 'twice-at-once' };
    const answers = await Promise.all(
      [1, 2].map(() => ask('POST', '/api/venues', { token, headers, body: { name: 'Twin' } })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 201).length).toBeGreaterThanOrEqual(1);
    const { body } = await ask<{ items: { name: string }[] }>('GET', '/api/venues', { token });
    expect(body.items.filter(({ name }) => name === 'Twin')).toHaveLength(1);
  });

  it('serves its OpenAPI document and page, probes and metrics without credentials', async () => {
    const { body } = await ask<{ openapi: string; paths: Record<string, unknown> }>('GET', '/api/docs-json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain(`/api${createVenue.http.path}`);
    // A check that takes two seconds has failed, so a busy machine may not be ready at once.
    for (const path of ['/api/docs', '/health/live', '/health/ready', '/metrics'])
      await eventually(async () => expect((await fetch(`${system.url('gateway')}${path}`)).status).toBe(200));
  });

  it('carries the caller’s trace id into the answer', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await ask('GET', '/api/auth/user', {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });
    expect(answer.body.traceId).toBe(traceId);
    expect(answer.headers.get('x-trace-id')).toBe(traceId);
  });
});
