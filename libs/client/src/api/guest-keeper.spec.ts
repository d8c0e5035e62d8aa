import { DomainError, type GuestSession, commonErrors } from '@djamms/contracts';
import { GuestKeeper, type GuestStorage } from './guest-keeper';

const venueId = '0190b0a0-0000-7000-8000-000000000001';
const hour = 3_600_000;

/** A venue that opens sessions of four hours, and remembers guests by their tokens. */
function venue() {
  const guests = new Map<string, string>();
  const asked: (string | undefined)[] = [];
  let count = 0;
  const open = async ({ token }: { slug: string; token?: string }): Promise<GuestSession> => {
    await Promise.resolve();
    asked.push(token);
    if (token !== undefined && !guests.has(token)) throw new DomainError(commonErrors.unauthenticated, 'Unknown.');
    count += 1;
    const known = token === undefined ? undefined : guests.get(token);
    const guestId = known ?? `0190b0a0-0000-7000-8000-0000000001${String(count).padStart(2, '0')}`;
    const session = { token: `token ${count}`, guestId, venueId, expiresIn: 4 * 3_600 };
    guests.set(session.token, guestId);
    return session;
  };
  return { open, asked, guests };
}

function storage(): GuestStorage & { content: Map<string, string> } {
  const content = new Map<string, string>();
  return {
    content,
    getItem: (key) => content.get(key) ?? null,
    setItem: (key, value) => void content.set(key, value),
  };
}

function setUp(place = venue(), kept: GuestStorage = storage()) {
  let now = 0;
  let line: Promise<unknown> = Promise.resolve();
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = line.then(work);
    line = turn.catch(() => undefined);
    return turn;
  };
  const keeper = () =>
    new GuestKeeper({ slug: 'blue-note', open: place.open, storage: kept, exclusively, now: () => now });
  return { place, kept, keeper, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('GuestKeeper', () => {
  it('opens one session, for however many callers', async () => {
    const { keeper, place } = setUp();
    const guest = keeper();
    await expect(Promise.all([guest.token(), guest.token(), guest.token()])).resolves.toEqual(
      Array.from({ length: 3 }, () => 'token 1'),
    );
    expect(place.asked).toEqual([undefined]);
    expect(guest.getSnapshot()).toMatchObject({ venueId });
  });

  it('is the same guest after a reload, in a second window, and with a renewed token', async () => {
    const { keeper, place, pass } = setUp();
    const first = keeper();
    await first.token();
    const reloaded = keeper();
    expect(reloaded.getSnapshot()).toEqual(first.getSnapshot());
    await expect(reloaded.token()).resolves.toBe('token 1');
    pass(3 * hour + 1);
    await expect(reloaded.token()).resolves.toBe('token 2');
    await expect(first.token()).resolves.toBe('token 2');
    expect(first.getSnapshot()).toEqual(reloaded.getSnapshot());
    expect(place.asked).toEqual([undefined, 'token 1']);
  });

  it('makes two windows that open at the same moment one guest', async () => {
    const { keeper, place } = setUp();
    const [one, other] = [keeper(), keeper()];
    await Promise.all([one.token(), other.token()]);
    expect(other.getSnapshot()).toEqual(one.getSnapshot());
    expect(place.asked).toHaveLength(1);
  });

  it('replaces a token that the server refuses, and keeps who the guest is', async () => {
    const { keeper } = setUp();
    const guest = keeper();
    const before = await guest.token();
    const id = guest.getSnapshot();
    await expect(guest.replace(before)).resolves.toBe('token 2');
    expect(guest.getSnapshot()).toEqual(id);
    await expect(guest.replace(before)).resolves.toBe('token 2');
  });

  it('starts anew when the venue no longer knows the token, or the storage holds nonsense', async () => {
    const { keeper, place, kept } = setUp();
    const guest = keeper();
    const before = await guest.token();
    place.guests.clear();
    await expect(guest.replace(before)).resolves.toBe('token 2');
    kept.setItem('djamms.guest.blue-note', '{"token": 7');
    expect(keeper().getSnapshot()).toBeNull();
  });

  it('works where the browser allows no storage', async () => {
    const closed: GuestStorage = {
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('denied');
      },
    };
    const guest = setUp(venue(), closed).keeper();
    await expect(guest.token()).resolves.toBe('token 1');
    await expect(guest.token()).resolves.toBe('token 1');
  });

  it('tells its listeners who the guest is, once', async () => {
    const guest = setUp().keeper();
    const seen: unknown[] = [];
    guest.subscribe(() => seen.push(guest.getSnapshot()));
    await guest.replace(await guest.token());
    expect(seen).toHaveLength(1);
  });

  it('says that a venue does not exist', async () => {
    const place = venue();
    place.open = () => Promise.reject(new DomainError(commonErrors.venue_not_found, 'Check the address.'));
    await expect(setUp(place).keeper().token()).rejects.toMatchObject({ code: 'venue_not_found' });
  });
});
