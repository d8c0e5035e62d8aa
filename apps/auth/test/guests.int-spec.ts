import { randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import {
  GuestClaims,
  findVenue,
  getUser,
  openGuestSession,
  register,
  type GuestSession,
  type Session,
} from '@djamms/contracts';
import { callFor } from '@djamms/messaging';
import { newOwner, startTestSystem, type TestSystem } from '@djamms/testing';
import { GuestLimits } from '../src/guests/guest-limits.service';
import { authService } from '../src/service';

interface Bar {
  id: string;
  slug: string;
  session: Session;
}

describe('guests of a venue', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ services: [authService] });
  });
  afterAll(() => system.stop());

  const openBar = async (): Promise<Bar> => {
    const session = await system.as().request(register, newOwner());
    const { id, slug } = session.user.venues[0]!;
    return { id, slug, session };
  };
  const enter = (slug: string, token?: string): Promise<GuestSession> =>
    system.as().request(openGuestSession, { slug, token });
  const signed = (claims: object, audience: string | undefined, expiresIn: number): string =>
    system.get('auth', JwtService).sign(claims, { ...(audience ? { audience } : {}), expiresIn });
  /** A guest's token as the service signs it, which ended so many seconds ago. */
  const endedToken = (guestId: string, venue: string, secondsAgo: number): string =>
    signed({ sub: guestId, venue }, 'djamms:guest', -secondsAgo);

  it('come by the address of the venue or its id, each as somebody else, with a token for this venue only', async () => {
    const bar = await openBar();
    const guests = [await enter(bar.slug), await enter(bar.slug.toUpperCase()), await enter(bar.id)];
    expect(new Set(guests.map(({ guestId }) => guestId)).size).toBe(3);
    for (const { token, guestId, venueId, expiresIn } of guests) {
      expect([venueId, expiresIn]).toEqual([bar.id, 12 * 3_600]);
      const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
      expect(GuestClaims.parse(claims)).toMatchObject({ sub: guestId, venue: bar.id });
    }
  });

  it('stay who they are with their token, also for a month after it ended', async () => {
    const bar = await openBar();
    const first = await enter(bar.slug);
    await expect(enter(bar.slug, first.token)).resolves.toMatchObject({ guestId: first.guestId });
    const ended = endedToken(first.guestId, bar.id, 29 * 86_400);
    await expect(enter(bar.slug, ended)).resolves.toMatchObject({ guestId: first.guestId });
  });

  it('are new with a token that is too old, another venue’s, forged, or no guest’s', async () => {
    const [bar, other] = [await openBar(), await openBar()];
    const guestId = randomUUID();
    const elsewhere = await enter(other.slug);
    const [header, claims] = (await enter(bar.slug)).token.split('.') as [string, string];
    const tokens = [
      endedToken(guestId, bar.id, 31 * 86_400),
      elsewhere.token,
      `${header}.${claims}.${'A'.repeat(43)}`,
      'nonsense',
      bar.session.accessToken,
      signed({ sub: guestId, venue: bar.id }, undefined, 60),
      signed({ sub: guestId, venue: bar.id }, 'somebody:else', 60),
      signed({ sub: guestId, venue: bar.id, sid: randomUUID() }, 'djamms:guest', 60),
      signed({ sub: 'not an id', venue: bar.id }, 'djamms:guest', 60),
    ];
    const known = [guestId, elsewhere.guestId, bar.session.user.id];
    for (const token of tokens) expect(known).not.toContain((await enter(bar.slug, token)).guestId);
  });

  it('find no venue where there is none', async () => {
    for (const address of [randomUUID(), 'no-such-bar'])
      await expect(enter(address)).rejects.toMatchObject({ code: 'venue_not_found', status: 404 });
  });

  it('may come in hundreds from one address, and are then told how long to wait, while those who are in stay', async () => {
    const bar = await openBar();
    const from = (ip: string, token?: string) =>
      system.messages.request(
        openGuestSession,
        { slug: bar.slug, token },
        callFor({ kind: 'anonymous' }, { origin: { ip, userAgent: null } }),
      );
    const [house, phones] = ['203.0.113.5', '2001:db8:7:7::1'];
    const inside = await from(house);
    const limits = system.get('auth', GuestLimits);
    for (let count = 1; count < 600; count += 1) await limits.take(house, 'new');
    await expect(from(house)).rejects.toMatchObject({
      code: 'rate_limited',
      status: 429,
      details: { retryAfter: expect.any(Number) },
    });
    await expect(from(house, inside.token)).resolves.toMatchObject({ guestId: inside.guestId });
    await expect(from('203.0.113.6')).resolves.toBeDefined();
    for (let count = 0; count < 600; count += 1) await limits.take(phones, 'new');
    await expect(from('2001:db8:7:7:ffff::9')).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(from('2001:db8:7:8::1')).resolves.toBeDefined();
  });

  it('are counted together with what other replicas counted', async () => {
    const bar = await openBar();
    const ip = '198.51.100.9';
    await system.database.query(
      `INSERT INTO auth.rate_limits (key, points, expire) VALUES ('guest-new:${ip}', 600, ${Date.now() + 600_000})`,
    );
    const call = callFor({ kind: 'anonymous' }, { origin: { ip, userAgent: null } });
    await expect(system.messages.request(openGuestSession, { slug: bar.slug }, call)).rejects.toMatchObject({
      code: 'rate_limited',
    });
  });

  it('do not find the venue’s account: only services may look it up, by name or id', async () => {
    const bar = await openBar();
    const guest = { kind: 'guest', guestId: randomUUID(), venueId: bar.id } as const;
    await expect(system.as(guest).request(findVenue, { slug: bar.slug })).rejects.toMatchObject({ status: 403 });
    await expect(system.as(guest).request(getUser, {})).rejects.toMatchObject({ status: 401 });
    for (const slug of [bar.slug, bar.id])
      await expect(system.asService('playlist').request(findVenue, { slug })).resolves.toMatchObject({
        id: bar.id,
        slug: bar.slug,
        appName: null,
      });
    await expect(system.asService('playlist').request(findVenue, { slug: 'nowhere' })).rejects.toMatchObject({
      code: 'venue_not_found',
    });
  });
});
