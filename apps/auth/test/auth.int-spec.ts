import {
  getAccess,
  getUser,
  getVenue,
  listVenues,
  login,
  loginFailed,
  logout,
  refresh,
  register,
  sessionEnded,
  updateUser,
  userRegistered,
  venueCreated,
  type Identity,
  type Session,
} from '@djamms/contracts';
import { callFor } from '@djamms/messaging';
import { eventually, newOwner, startTestSystem, unique, userIdentity, type TestSystem } from '@djamms/testing';
import { authService } from '../src/service';

const identityOf = ({ user, accessToken }: Session): Identity => {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { sid: string };
  return {
    kind: 'user',
    userId: user.id,
    username: user.username,
    sessionId: claims.sid,
    role: user.role,
    permissions: user.permissions,
    venues: Object.fromEntries(user.venues.map((venue) => [venue.id, venue.role])),
  };
};

describe('the auth service', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ services: [authService] });
  });
  afterAll(() => system.stop());

  const signUp = (overrides = {}) => system.as().request(register, newOwner(overrides));

  it('makes exactly one admin of many first users at once', async () => {
    const sessions = await Promise.all(Array.from({ length: 5 }, () => signUp()));
    expect(sessions.filter((session) => session.user.role === 'admin')).toHaveLength(1);
    expect(sessions.filter((session) => session.user.role === 'user')).toHaveLength(4);
  });

  it('opens the venue with its owner in one step, and tells everybody', async () => {
    const { user } = await signUp({ venueName: 'Zum Löwen' });
    expect(user.venues).toEqual([expect.objectContaining({ name: 'Zum Löwen', role: 'owner' })]);
    expect(user.venues[0]!.slug).toMatch(/^zum-lowen/);
    await eventually(() => {
      expect(system.messages.heard(userRegistered).map(({ payload }) => payload.userId)).toContain(user.id);
      expect(system.messages.heard(venueCreated).map(({ payload }) => payload.venueId)).toContain(user.venues[0]!.id);
    });
  });

  it('gives venues of one name addresses of their own', async () => {
    const name = `Bar ${unique()}`;
    const slugs = (await Promise.all([1, 2, 3].map(() => signUp({ venueName: name })))).map(
      ({ user }) => user.venues[0]!.slug,
    );
    expect(new Set(slugs).size).toBe(3);
  });

  it('refuses a name or address that is taken, whatever its case, even at the same moment', async () => {
    const owner = newOwner();
    const twins = [owner, { ...owner, username: owner.username.toUpperCase(), email: owner.email.toUpperCase() }];
    const outcomes = await Promise.allSettled(twins.map((twin) => system.as().request(register, twin)));
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(system.as().request(register, { ...newOwner(), email: owner.email })).rejects.toMatchObject({
      code: 'email_taken',
      status: 409,
    });
  });

  it('leaves nothing behind when the venue cannot be opened', async () => {
    const owner = newOwner();
    await expect(system.as().request(register, { ...owner, timezone: 'Mars/Olympus' })).rejects.toMatchObject({
      code: 'unknown_timezone',
      status: 400,
    });
    await expect(system.as().request(register, owner)).resolves.toMatchObject({ user: { username: owner.username } });
  });

  it('signs in by name or address, and says the same of a wrong password and an unknown name', async () => {
    const owner = newOwner();
    await system.as().request(register, owner);
    await expect(
      system.as().request(login, { username: owner.username, password: owner.password }),
    ).resolves.toMatchObject({ user: { email: owner.email } });
    await expect(
      system.as().request(login, { email: owner.email.toUpperCase(), password: owner.password }),
    ).resolves.toBeDefined();
    const wrong = await system
      .as()
      .request(login, { username: owner.username, password: 'not the password' })
      .catch((error: unknown) => error);
    const unknown = await system
      .as()
      .request(login, { username: `nobody-${unique()}`, password: 'not the password' })
      .catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'bad_credentials', status: 401 });
    expect(unknown).toMatchObject({ code: 'bad_credentials', detail: (wrong as { detail: string }).detail });
    await eventually(() =>
      expect(system.messages.heard(loginFailed).map(({ payload }) => payload.login)).toContain(owner.username),
    );
  });

  it('stops guessing on one account after ten tries, from wherever they come, and says how long to wait', async () => {
    const owner = newOwner();
    await system.as().request(register, owner);
    const guess = (password: string, ip: string) =>
      system.messages.request(
        login,
        { username: owner.username, password },
        callFor({ kind: 'anonymous' }, { origin: { ip, userAgent: null } }),
      );
    const guesses = await Promise.allSettled(
      Array.from({ length: 14 }, (_, index) => guess(`guess ${index}`, `192.0.2.${index}`)),
    );
    const codes = guesses.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : 'let in',
    );
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'login_limited')).toHaveLength(4);
    await expect(guess(owner.password, '192.0.2.99')).rejects.toMatchObject({
      status: 429,
      details: { retryAfter: expect.any(Number) },
    });
  });

  it('exchanges a refresh token once; used again, the whole session ends', async () => {
    const first = await signUp();
    const second = await system.as().request(refresh, { refreshToken: first.refreshToken });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    await expect(system.as().request(refresh, { refreshToken: first.refreshToken })).rejects.toMatchObject({
      code: 'refresh_invalid',
    });
    await expect(system.as().request(refresh, { refreshToken: second.refreshToken })).rejects.toMatchObject({
      code: 'refresh_invalid',
    });
    await eventually(() =>
      expect(system.messages.heard(sessionEnded).map(({ payload }) => payload)).toContainEqual({
        userId: first.user.id,
        all: false,
        reason: 'refresh_reuse',
      }),
    );
  });

  it('lets one of two exchanges at the same moment through at most', async () => {
    const { refreshToken } = await signUp();
    const outcomes = await Promise.allSettled([1, 2].map(() => system.as().request(refresh, { refreshToken })));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps no token and no password in the clear', async () => {
    const owner = newOwner();
    const { refreshToken } = await system.as().request(register, owner);
    const rows = await system.database.query(
      `SELECT to_jsonb(u) || coalesce(to_jsonb(t), '{}') AS row FROM auth.users u LEFT JOIN auth.refresh_tokens t ON true`,
    );
    const stored = JSON.stringify(rows);
    expect(stored).toContain('$argon2id$');
    expect(stored).not.toContain(owner.password);
    expect(stored).not.toContain(refreshToken);
  });

  it('ends the session on logout, and tells the gateway so', async () => {
    const session = await signUp();
    const identity = identityOf(session);
    if (identity.kind !== 'user') throw new Error('not a user');
    const ask = () =>
      system.asService('gateway').request(getAccess, { userId: identity.userId, sessionId: identity.sessionId });
    await expect(ask()).resolves.toMatchObject({ active: true, venues: { [session.user.venues[0]!.id]: 'owner' } });
    await system.as(identity).request(logout, {});
    await expect(ask()).resolves.toMatchObject({ active: false });
    await expect(system.as().request(refresh, { refreshToken: session.refreshToken })).rejects.toMatchObject({
      code: 'refresh_invalid',
    });
  });

  it('shows access only to services', async () => {
    const caller = userIdentity({ role: 'admin' });
    await expect(
      system.as(caller).request(getAccess, { userId: caller.userId, sessionId: caller.sessionId }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it('shows and changes the own profile, and hides other people’s venues', async () => {
    const [mine, other] = [await signUp(), await signUp()];
    const me = system.as(identityOf({ ...mine, user: { ...mine.user, role: 'user' } }));
    await expect(me.request(updateUser, { preferences: { theme: 'light' } })).resolves.toMatchObject({
      preferences: { theme: 'light', default_volume: 70 },
    });
    await expect(me.request(getUser, {})).resolves.toMatchObject({ id: mine.user.id, preferences: { theme: 'light' } });
    await expect(me.request(listVenues, {})).resolves.toMatchObject({ items: [{ id: mine.user.venues[0]!.id }] });
    await expect(me.request(getVenue, { id: other.user.venues[0]!.id })).rejects.toMatchObject({
      code: 'venue_not_found',
      status: 404,
    });
  });
});
