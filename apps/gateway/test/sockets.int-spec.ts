import { randomUUID } from 'node:crypto';
import { rolePermissions, type Session } from '@djamms/contracts';
import { RestClient, eventually, ownerIdentity, startTestSystem, type TestSystem } from '@djamms/testing';
import { io, type Socket } from 'socket.io-client';
import { authService } from '../../auth/src/service';
import { FanOut } from '../src/realtime/fan-out.service';
import { SocketWatch } from '../src/realtime/socket-watch.service';
import { playerRoom, venueRoom } from '../src/realtime/rooms';
import { RealtimeGateway } from '../src/realtime/realtime.gateway';
import { gatewayService } from '../src/service';

describe('sockets', () => {
  let system: TestSystem;
  const open: Socket[] = [];
  beforeAll(async () => {
    system = await startTestSystem({ services: [authService, gatewayService] });
  });
  afterAll(async () => {
    for (const socket of open) socket.close();
    await system.stop();
  });

  const connect = (token: string | undefined): Promise<Socket> => {
    const socket = io(system.url('gateway'), {
      auth: { token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    open.push(socket);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(socket));
      socket.once('connect_error', reject);
    });
  };
  const signUp = async (): Promise<Session> => (await new RestClient(system.url('gateway')).registerOwner()).session;

  it.each([undefined, '', 'nonsense', 'a.b.c'])('are refused with a problem when the token is %p', async (token) => {
    await expect(connect(token)).rejects.toMatchObject({ data: { status: 401, code: 'unauthenticated' } });
  });

  it('stay as long as their session does, and go when it has ended', async () => {
    const { accessToken } = await signUp();
    const socket = await connect(accessToken);
    const watch = system.get('gateway', SocketWatch);
    await watch.checkAll();
    expect(socket.connected).toBe(true);
    await new RestClient(system.url('gateway'), accessToken).post('/api/auth/logout');
    await eventually(async () => {
      await watch.checkAll();
      expect(socket.connected).toBe(false);
    });
  });

  it('are counted for Prometheus while they are open', async () => {
    const connected = async (): Promise<number> => {
      const text = await (await fetch(`${system.url('gateway')}/metrics`)).text();
      return Number(/^djamms_sockets_connected (\d+)$/m.exec(text)?.[1]);
    };
    const { accessToken } = await signUp();
    const before = await connected();
    const sockets = [await connect(accessToken), await connect(accessToken)];
    expect(await connected()).toBe(before + 2);
    for (const socket of sockets) socket.close();
    await eventually(async () => expect(await connected()).toBe(before));
  });

  it('hear nothing more of a venue that their user was taken out of, neither as window nor as player', async () => {
    // The first user is the admin, who reaches every venue.
    await signUp();
    const { accessToken, user } = await signUp();
    const [venue] = user.venues;
    const socket = await connect(accessToken);
    const server = system.get('gateway', RealtimeGateway).server.sockets.sockets.get(socket.id!)!;
    await server.join([venueRoom(venue!.id), playerRoom(venue!.id)]);
    await system.database.query(`DELETE FROM auth.venue_members WHERE user_id = '${user.id}'`);
    // What the gateway remembers ends by itself; the news of any change ends it at once.
    await new RestClient(system.url('gateway'), accessToken).put('/api/auth/user', { preferences: { theme: 'light' } });
    await eventually(async () => {
      await system.get('gateway', SocketWatch).checkAll();
      expect([...server.rooms]).toEqual([socket.id]);
    });
    expect(socket.connected).toBe(true);
  });

  it('hear how far a rebuild of the search index is, when they are an admin’s', async () => {
    const admin = { ...ownerIdentity(), role: 'admin' as const, permissions: [...rolePermissions.admin] };
    const windows = await Promise.all([1, 2].map(async () => connect((await signUp()).accessToken)));
    const heard: unknown[][] = windows.map(() => []);
    for (const [at, window] of windows.entries()) {
      window.on('JOB_PROGRESS', (message) => heard[at]?.push(message));
      const server = system.get('gateway', RealtimeGateway).server.sockets.sockets.get(window.id!)!;
      await server.join(venueRoom(admin.venueId));
      if (at === 0) server.data.identity = admin;
    }
    const jobId = randomUUID();
    system.get('gateway', FanOut).rebuild({ jobId, kind: 'reindex', done: 1, total: 2 });
    const payload = { job_id: jobId, kind: 'reindex', done: 1, total: 2 };
    await eventually(() => expect(heard[0]).toMatchObject([{ venueId: admin.venueId, payload }]));
    // Its answer comes after whatever was sent to it before.
    await windows[1]!.timeout(30_000).emitWithAck('time:sync', { t0: 1 });
    expect(heard[1]).toEqual([]);
  });

  it('are told when they send more than they may', async () => {
    const { accessToken, user } = await signUp();
    const socket = await connect(accessToken);
    // More than twice what it may send at once, and gets anew while the machine holds its breath.
    const answers = (await Promise.all(
      Array.from({ length: 200 }, () => socket.timeout(30_000).emitWithAck('command', { venueId: user.venues[0]!.id })),
    )) as { ok: boolean; problem: { code: string } }[];
    const codes = answers.map(({ problem }) => problem.code);
    expect(codes).toContain('invalid_request');
    expect(codes).toContain('rate_limited');
  });
});
