import { randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import {
  DomainError,
  allRequests,
  realtimePayloads,
  trackCreated,
  type GuestIdentity,
  type GuestSession,
  type Problem,
} from '@djamms/contracts';
import { RestClient, eventually, startTestSystem, trackSummary, type Owner, type TestSystem } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { fileService } from '../../file/src/service';
import { monitoringService } from '../../monitoring/src/service';
import { musicService } from '../../music/src/service';
import { playlistService } from '../../playlist/src/service';
import { schedulerService } from '../../scheduler/src/service';
import { searchService } from '../../search/src/service';
import { RealtimeGateway } from '../src/realtime/realtime.gateway';
import { SocketWatch } from '../src/realtime/socket-watch.service';
import { type DjammsSocket } from '../src/realtime/socket';
import { gatewayService } from '../src/service';
import { sampleInput } from './sample-input';
import { TestWindow } from './windows';

interface SocketReply {
  ok: boolean;
  result?: unknown;
  problem?: Problem;
}

/** A guest may hear what plays: their window's state is asked for on their account. */
const readByGuests = ['playlist.playback.get'];

/** The first part of a token. */
const headerOf = (token: string): { kid: string } =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString('utf8')) as { kid: string };

describe('guests at the edge', () => {
  let system: TestSystem;
  let anybody: RestClient;
  let owner: Owner;
  const windows: TestWindow[] = [];

  beforeAll(async () => {
    system = await startTestSystem({
      services: [
        authService,
        musicService,
        playlistService,
        searchService,
        schedulerService,
        monitoringService,
        fileService,
        gatewayService,
      ],
    });
    anybody = new RestClient(system.url('gateway'));
    // The first user is the admin, who reaches every venue.
    await anybody.registerOwner();
    owner = await anybody.registerOwner();
  });
  afterEach(() => {
    for (const window of windows.splice(0)) window.close();
  });
  afterAll(() => system.stop());

  const enter = async (venue = owner.venueId): Promise<GuestSession & { rest: RestClient }> => {
    const { status, body } = await anybody.post<GuestSession>(`/api/venues/${venue}/guests`);
    expect(status).toBe(201);
    return { ...body, rest: anybody.as(body.token) };
  };
  const open = async (token: string | undefined): Promise<TestWindow> => {
    const window = await TestWindow.open(system.url('gateway'), token);
    windows.push(window);
    return window;
  };
  const socketsOf = (guestId: string): DjammsSocket[] =>
    [...system.get('gateway', RealtimeGateway).server.sockets.sockets.values()]
      .map((socket) => socket as DjammsSocket)
      .filter(({ data: { identity } }) => identity.kind === 'guest' && identity.guestId === guestId);
  const venueId = (): string => owner.venueId;

  describe('by REST', () => {
    it('look around in their venue and in no other, and are told how much they may ask', async () => {
      const { rest } = await enter();
      for (const path of [
        '/api/queue',
        '/api/search',
        '/api/search/suggest',
        '/api/track/votes/mine',
        '/api/requests/mine',
      ]) {
        const inside = await rest.get(path, { venueId: venueId() });
        expect([path, inside.status]).toEqual([path, 200]);
        expect(Number(inside.headers.get('ratelimit-limit'))).toBeGreaterThan(0);
        expect(Number(inside.headers.get('ratelimit-remaining'))).toBeGreaterThan(0);
        const outside = await rest.get<Problem>(path, { venueId: randomUUID() });
        expect([path, outside.status, outside.body.code]).toEqual([path, 404, 'venue_not_found']);
      }
      await expect(rest.get('/api/search', { q: 'x' })).resolves.toMatchObject({ status: 200 });
    });

    it('may do nothing else, whatever it is', async () => {
      const { rest } = await enter();
      const closed = allRequests.filter(({ http }) => http && http.access !== 'guest' && http.access !== 'public');
      expect(closed.length).toBeGreaterThan(30);
      const media: [string, string][] = [
        ['POST', '/music/tracks'],
        ['GET', `/music/tracks/${randomUUID()}/stream`],
        ['GET', `/music/tracks/${randomUUID()}/artwork`],
      ];
      const routes = [
        ...closed.map(({ http }): [string, string] => [http!.method, http!.path.replace(/:\w+/g, venueId())]),
        ...media,
      ];
      for (const [method, path] of routes) {
        const answer = await rest.request<Problem>(`/api${path}`, { method });
        expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 403, 'forbidden']);
        expect(answer.body.detail).toContain('Guests may');
      }
    });

    it('are refused with a token that is forged, over, or made of another kind', async () => {
      const { guestId } = await enter();
      const jwt = system.get('auth', JwtService);
      const forger = new JwtService({ secret: 'another secret of the right length', signOptions: { expiresIn: 60 } });
      const sub = guestId;
      const venue = venueId();
      const genuine = jwt.sign({ sub, venue }, { audience: 'djamms:guest' });
      const tokens = [
        jwt.sign({ sub, venue }, { audience: 'djamms:guest', expiresIn: -1 }),
        forger.sign({ sub, venue }, { audience: 'djamms:guest' }),
        forger.sign({ sub, venue }, { audience: 'djamms:guest', keyid: headerOf(genuine).kid }),
        jwt.sign({ sub, venue }, { audience: 'djamms:other' }),
        jwt.sign({ sub, venue }),
        jwt.sign({ sub, venue, sid: randomUUID() }, { audience: 'djamms:guest' }),
        jwt.sign({ sub: owner.session.user.id, venue }, { audience: 'djamms:user' }),
        jwt.sign({ sub, venue: 'everywhere' }, { audience: 'djamms:guest' }),
      ];
      for (const token of tokens) {
        const answer = await anybody.as(token).get<Problem>('/api/queue', { venueId: venue });
        expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
        await expect(open(token)).rejects.toMatchObject({ data: { status: 401 } });
      }
    });

    it('are not taken for a user whose session their token names', async () => {
      const { sid } = JSON.parse(Buffer.from(owner.session.accessToken.split('.')[1]!, 'base64url').toString()) as {
        sid: string;
      };
      const claims = { sub: owner.session.user.id, sid, venue: venueId() };
      const token = system.get('auth', JwtService).sign(claims, { audience: 'djamms:guest' });
      await expect(anybody.as(token).get('/api/auth/user')).resolves.toMatchObject({ status: 401 });
    });

    it('are told to wait when they ask too often, each for themselves', async () => {
      const [one, other] = [await enter(), await enter()];
      const search = (rest: RestClient) => rest.get<Problem>('/api/search', { venueId: venueId(), q: 'x' });
      const answers = await Promise.all(Array.from({ length: 61 }, () => search(one.rest)));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(1);
      expect(refused[0]!.body.code).toBe('rate_limited');
      expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused[0]!.headers.get('ratelimit-limit')).toBe('60');
      expect(refused[0]!.headers.get('ratelimit-remaining')).toBe('0');
      await expect(search(other.rest)).resolves.toMatchObject({ status: 200 });
    });

    it('do not get each other’s answers by the same Idempotency-Key', async () => {
      const [one, other] = [await enter(), await enter()];
      const vote = (rest: RestClient, trackId: string) =>
        rest.request<{ trackId: string }>('/api/track/vote', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': 'the-same-key' },
          body: JSON.stringify({ venueId: venueId(), trackId, voteType: 'like' }),
        });
      const [first, second] = [await addTrack(), await addTrack()];
      await expect(vote(one.rest, first)).resolves.toMatchObject({ status: 200, body: { trackId: first } });
      await expect(vote(other.rest, second)).resolves.toMatchObject({ status: 200, body: { trackId: second } });
      const again = await vote(one.rest, first);
      expect([again.body.trackId, again.headers.get('idempotency-replayed')]).toEqual([first, 'true']);
    });
  });

  describe('straight to the services', () => {
    it('are refused by the owner of the data, whatever it is', async () => {
      const guest: GuestIdentity = { kind: 'guest', guestId: randomUUID(), venueId: venueId() };
      const closed = allRequests.filter(
        ({ subject, http }) => http?.access !== 'guest' && http?.access !== 'public' && !readByGuests.includes(subject),
      );
      const outcomes = await Promise.all(
        closed.map(async (contract): Promise<[string, string]> => {
          try {
            await system.as(guest).request(contract, sampleInput(contract, venueId()));
            return [contract.subject, 'let in'];
          } catch (error) {
            return [contract.subject, error instanceof DomainError ? String(error.status) : 'away'];
          }
        }),
      );
      const wrong = outcomes.filter(([, outcome]) => !['401', '403', '404', 'away'].includes(outcome));
      expect(wrong).toEqual([]);
      // Those that nobody answers here are services of their own kind; there are few.
      expect(outcomes.filter(([, outcome]) => outcome === 'away').length).toBeLessThan(closed.length / 4);
    });
  });

  describe('by socket', () => {
    it('are greeted as guests, follow their venue, and no other', async () => {
      const { token, guestId } = await enter();
      const window = await open(token);
      await eventually(() =>
        expect(window.ofType('AUTH_SUCCESS')).toEqual([
          expect.objectContaining({ payload: { userId: guestId, role: 'guest', permissions: [], preferences: {} } }),
        ]),
      );
      await expect(window.join(venueId())).resolves.toMatchObject({ status: 'joined' });
      await expect(window.join(randomUUID())).resolves.toMatchObject({
        status: 'error',
        problem: { code: 'venue_not_found' },
      });
      const change = { venueId: venueId(), command: 'SET_VOLUME', value: 33 };
      await expect(owner.rest.post('/api/ui/command', change)).resolves.toMatchObject({ status: 200 });
      await eventually(() => expect(window.ofType('PLAYER_SETTINGS_UPDATE')).toHaveLength(1));
    });

    it('like tracks and ask for them, and neither steer nor play', async () => {
      const { token } = await enter();
      const window = await open(token);
      const trackId = await addTrack();
      await expect(window.ask('vote', { venueId: venueId(), trackId, voteType: 'like' })).resolves.toMatchObject({
        ok: true,
        result: { trackId, isLiked: true, voteCount: 1 },
      });
      const asked = await window.ask<SocketReply>('request', { venueId: venueId(), song: { trackId: randomUUID() } });
      expect(asked.problem?.status).toBe(422);
      await expect(window.ask('request:withdraw', { id: randomUUID() })).resolves.toMatchObject({
        problem: { code: 'request_not_found' },
      });
      const closed = [
        'command',
        'player:register',
        'player:ready',
        'player:heartbeat',
        'player:status',
        'player:error',
      ];
      for (const event of [...closed, 'player:reconcile'])
        await expect(window.ask(event, { venueId: venueId(), command: 'PLAY' })).resolves.toMatchObject({
          ok: false,
          problem: { code: 'forbidden' },
        });
    });

    it('are told when they like too much, whichever way', async () => {
      const { token, rest } = await enter();
      const window = await open(token);
      const body = { venueId: venueId(), trackId: randomUUID(), voteType: 'like' };
      for (let times = 0; times < 15; times += 1) await window.ask('vote', body);
      for (let times = 0; times < 15; times += 1) await rest.post('/api/track/vote', body);
      await expect(window.ask('vote', body)).resolves.toMatchObject({ problem: { code: 'rate_limited' } });
      await expect(rest.post('/api/track/vote', body)).resolves.toMatchObject({ status: 429 });
    });

    it('search, and hear what was found on the socket that asked and on no other', async () => {
      const { token } = await enter();
      const [window, other] = await Promise.all([open(token), open(token)]);
      await Promise.all([window.join(venueId()), other.join(venueId())]);
      const track = trackSummary({ venueId: venueId(), title: 'Unheard Song' });
      await system.messages.publish(trackCreated, { track }, { venueId: venueId() });
      const search = (body: object) => window.ask<SocketReply>('search', body);
      // Asked by the owner until it is found: guests may not search that often.
      await eventually(async () =>
        expect(await owner.rest.get('/api/search', { venueId: venueId(), q: 'unheard' })).toMatchObject({
          body: { total: 1 },
        }),
      );
      expect(await search({ venueId: venueId(), q: 'unheard song', pageSize: 5 })).toMatchObject({
        ok: true,
        result: { items: [{ id: track.id }], total: 1, page: 1, pageSize: 5, facets: {} },
      });
      const heard = window.ofType('SEARCH_RESULTS_UPDATE').at(-1);
      expect(heard).toMatchObject({ revision: null, payload: [{ id: track.id, title: 'Unheard Song' }] });
      expect(realtimePayloads.SEARCH_RESULTS_UPDATE.safeParse(heard?.payload).success).toBe(true);
      // Their one venue is meant when none is named.
      await expect(search({ q: 'song' })).resolves.toMatchObject({ ok: true });
      await expect(search({ venueId: randomUUID(), q: 'song' })).resolves.toMatchObject({
        problem: { code: 'venue_not_found' },
      });
      await expect(search({ q: 'x'.repeat(301) })).resolves.toMatchObject({ problem: { code: 'invalid_request' } });
      await expect(search({ q: 'song', nonsense: 1 })).resolves.toMatchObject({ ok: false });
      // Its answer comes after whatever was sent to it before.
      await other.ask('time:sync', { t0: 1 });
      expect(other.ofType('SEARCH_RESULTS_UPDATE')).toEqual([]);
    });

    it('are told when they search too much, whichever way', async () => {
      const { token, rest } = await enter();
      const window = await open(token);
      for (let times = 0; times < 30; times += 1) await window.ask('search', { q: 'x' });
      for (let times = 0; times < 30; times += 1) await rest.get('/api/search', { q: 'x' });
      await expect(window.ask('search', { q: 'x' })).resolves.toMatchObject({ problem: { code: 'rate_limited' } });
    });

    it('may have ten windows at once, and another one when one is closed', async () => {
      const { token, guestId } = await enter();
      const opened = await Promise.all(Array.from({ length: 10 }, () => open(token)));
      await expect(open(token)).rejects.toMatchObject({ data: { status: 429, code: 'rate_limited' } });
      opened[0]!.close();
      await eventually(() => expect(socketsOf(guestId).length).toBe(9));
      await expect(open(token)).resolves.toBeDefined();
    });

    it('go when their token ends', async () => {
      const { token, guestId } = await enter();
      const window = await open(token);
      const watch = system.get('gateway', SocketWatch);
      await watch.checkAll();
      expect(window.socket.connected).toBe(true);
      for (const { data } of socketsOf(guestId)) data.endsAt = Date.now();
      await watch.checkAll();
      await eventually(() => expect(window.socket.connected).toBe(false));
    });

    it('may not send more than a person does, the time included', async () => {
      const window = await open((await enter()).token);
      const replies = await Promise.all(
        Array.from({ length: 200 }, () => window.ask<{ t1?: number; problem?: Problem }>('time:sync', { t0: 1 })),
      );
      expect(replies.filter(({ t1 }) => t1 !== undefined).length).toBeGreaterThanOrEqual(60);
      // Not necessarily the last ones: they may send again as time goes by.
      const refused = replies.filter(({ t1 }) => t1 === undefined);
      expect(refused[0]?.problem).toMatchObject({ code: 'rate_limited', retryAfter: 1 });
    });
  });

  async function addTrack(): Promise<string> {
    const id = randomUUID();
    await system.database.query(
      `INSERT INTO music.tracks (id, venue_id, title, artist, duration, source)
       VALUES ('${id}', '${venueId()}', 'Song', 'Band', 180, 'file')`,
    );
    return id;
  }
});
