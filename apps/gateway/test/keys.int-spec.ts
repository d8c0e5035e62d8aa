import { resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { JwtService } from '@nestjs/jwt';
import { guestAudience, type GuestSession, type Session, type Track } from '@djamms/contracts';
import { freePorts } from '@djamms/embedded';
import {
  MediaSigner,
  loadConfig,
  startService,
  untilReady,
  type RunningService,
  type ServiceDefinition,
} from '@djamms/platform';
import { RestClient, startTestSystem, type Owner, type TestSystem } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { fileService } from '../../file/src/service';
import { musicService } from '../../music/src/service';
import { gatewayService } from '../src/service';
import { TestWindow } from './windows';

const [old, next] = ['the old', 'the next'].map((name) => `${name} key `.padEnd(40, '.')) as [string, string];
interface Keys {
  current: string;
  others?: string;
}
const song = resolve(__dirname, '../../../test/fixtures/music/Nebula.ogg');

/** One replica of each service that has to do with keys, all with the same keys, beside those of another side. */
class Side {
  private running = new Map<string, RunningService>();

  constructor(
    private readonly system: TestSystem,
    private readonly ports: { own: number; other: number },
  ) {}

  get rest(): RestClient {
    return new RestClient(this.find('gateway').url!);
  }

  async start({ current, others = '' }: Keys): Promise<void> {
    await this.stop();
    const config = (port: number) =>
      loadConfig({
        ...this.system.place.environment(),
        JWT_SECRET: current,
        JWT_SECRET_OTHERS: others,
        ENCRYPTION_KEY: current,
        ENCRYPTION_KEY_OTHERS: others,
        HOST: '127.0.0.1',
        PORT: String(port),
        // What comes in at this side's gateway is stored and sent by the other side.
        FILE_URL: `http://127.0.0.1:${this.ports.other}`,
      });
    const begin = async (service: ServiceDefinition): Promise<void> => {
      const started = await startService(service, config(service.name === 'file' ? this.ports.own : 0));
      this.running.set(service.name, started);
      await untilReady(started);
    };
    await Promise.all([authService, musicService, fileService, gatewayService].map(begin));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map((service) => service.close()));
    this.running.clear();
  }

  /** A token as this side's auth makes it, with the claims of another. */
  userToken({ accessToken }: Session): string {
    const { iat: _iat, exp: _exp, iss: _iss, ...claims } = this.jwt.decode<Record<string, unknown>>(accessToken);
    return this.jwt.sign(claims);
  }

  guestToken({ guestId, venueId }: GuestSession): string {
    return this.jwt.sign({ venue: venueId }, { subject: guestId, audience: guestAudience });
  }

  mediaUrl({ fileId }: Track): string {
    return this.find('music').app.get(MediaSigner, { strict: false }).sign(`/media/audio/${fileId}`, 600).url;
  }

  private get jwt(): JwtService {
    return this.find('auth').app.get(JwtService, { strict: false });
  }

  private find(name: string): RunningService {
    const found = this.running.get(name);
    if (!found) throw new Error(`${name} does not run`);
    return found;
  }
}

describe('two gateways while the keys are changed', () => {
  let system: TestSystem;
  let left: Side;
  let right: Side;
  let owner: Owner;
  let guest: GuestSession;
  let track: Track;

  beforeAll(async () => {
    system = await startTestSystem({ services: [] });
    const [first, second] = (await freePorts(2)) as [number, number];
    left = new Side(system, { own: first, other: second });
    right = new Side(system, { own: second, other: first });
    await Promise.all([left.start({ current: old }), right.start({ current: old, others: next })]);
    owner = await left.rest.registerOwner();
    guest = (await left.rest.post<GuestSession>(`/api/venues/${owner.venueId}/guests`)).body;
    track = (await uploadVia(left)).body;
  });
  afterAll(async () => {
    await Promise.all([left.stop(), right.stop()]);
    await system.stop();
  });

  const uploadVia = (side: Side) =>
    side.rest
      .as(side.userToken(owner.session))
      .upload<Track>(song, { path: `/api/music/tracks?venueId=${owner.venueId}`, type: 'audio/ogg' });

  async function expectAccepted(from: Side, to: Side): Promise<void> {
    const [user, visitor] = [from.userToken(owner.session), from.guestToken(guest)];
    const me = await to.rest.as(user).get<Session['user']>('/api/auth/user');
    expect(me).toMatchObject({ status: 200, body: { username: owner.username } });
    const likes = await to.rest.as(visitor).get('/api/track/votes/mine', { venueId: owner.venueId });
    expect(likes.status).toBe(200);
    const again = await to.rest.post<GuestSession>(`/api/venues/${owner.venueId}/guests`, { token: visitor });
    expect(again.body).toMatchObject({ guestId: guest.guestId });
    for (const token of [user, visitor]) (await TestWindow.open(to.rest.baseUrl, token)).close();
    const bytes = await fetch(to.rest.baseUrl + from.mediaUrl(track));
    expect(bytes.status).toBe(200);
    expect(Buffer.from(await bytes.arrayBuffer()).equals(await readFile(song))).toBe(true);
  }

  const bothWays = async (): Promise<void> => {
    await expectAccepted(left, right);
    await expectAccepted(right, left);
    // The same song again is known by its content: it was read on the account that the other side's signature carries.
    for (const side of [left, right]) expect((await uploadVia(side)).status).toBe(409);
  };

  it('accept what either makes, in each of the three steps, and nobody is logged out', async () => {
    await bothWays();
    await left.start({ current: next, others: old });
    await bothWays();
    await right.start({ current: next });
    await bothWays();
    const { refreshToken } = owner.session;
    const refreshed = await right.rest.post<Session>('/api/auth/refresh', { refreshToken });
    expect(refreshed.status).toBe(200);
    for (const side of [left, right])
      expect((await side.rest.as(refreshed.body.accessToken).get('/api/auth/user')).status).toBe(200);
  });

  it('refuse what the old key made once it is gone, on every way in', async () => {
    const strange = new JwtService({ secret: old, signOptions: { issuer: 'djamms', keyid: 'unknown1' } });
    const claims = { sub: owner.session.user.id, sid: owner.session.user.id };
    await right.start({ current: next });
    for (const token of [owner.session.accessToken, guest.token, strange.sign(claims)]) {
      expect((await right.rest.as(token).get('/api/auth/user')).status).toBe(401);
      await expect(TestWindow.open(right.rest.baseUrl, token)).rejects.toMatchObject({ data: { status: 401 } });
    }
  });
});
