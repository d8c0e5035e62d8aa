import { type Socket as TcpSocket } from 'node:net';
import {
  defaultRequestRules,
  getPlaybackState,
  nothingPlaying,
  playbackChanged,
  PlayerSettings,
  type PlaybackState,
  type QueueItem,
} from '@djamms/contracts';
import { Clock } from '@djamms/platform';
import { RestClient, eventually, startTestSystem, type Owner, type TestSystem } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { RealtimeGateway } from '../src/realtime/realtime.gateway';
import { venueRoom } from '../src/realtime/rooms';
import { gatewayService } from '../src/service';
import { TestWindow } from './windows';

const changes = 60;
/** One change with a queue of this many long titles is some 300 kB. */
const item = (index: number): QueueItem => ({
  item_id: '0190b0a0-0000-7000-8000-000000000001',
  track_id: null,
  video_id: null,
  title: `${index} ${'long title '.repeat(120)}`,
  artist: 'Band',
  duration: 180,
  thumbnail: null,
  added_by_user_id: null,
  added_at: 0,
  priority: 0,
  is_request: false,
});
const queueOf = (length: number) => ({
  active_queue: Array.from({ length }, (_, index) => item(index)),
  priority_queue: [],
  active_total: length,
  priority_total: 0,
});

describe('a window that does not read', () => {
  let system: TestSystem;
  let owner: Owner;
  let revision = 100;
  const open: TestWindow[] = [];

  beforeAll(async () => {
    system = await startTestSystem({
      services: [authService, gatewayService],
      prepare: (tap) => tap.fake(getPlaybackState, ({ id }) => stateOf(id)),
    });
  });
  beforeEach(async () => {
    // A window that is paused answers no ping either, and is not to be disconnected for that.
    system.get('gateway', RealtimeGateway).server.engine.opts.pingTimeout = 600_000;
    owner = await new RestClient(system.url('gateway')).registerOwner();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    for (const window of open.splice(0)) window.close();
  });
  afterAll(() => system.stop());

  const stateOf = (venueId: string): PlaybackState => ({
    venueId,
    revision,
    serverTime: 0,
    nowPlaying: nothingPlaying,
    queue: queueOf(0),
    settings: PlayerSettings.parse({}),
    player: null,
    requestRules: defaultRequestRules,
    alerts: [],
  });
  const enter = async (): Promise<TestWindow> => {
    const window = await TestWindow.open(system.url('gateway'), owner.session.accessToken);
    open.push(window);
    await window.join(owner.venueId);
    return window;
  };
  const change = async (length = 200): Promise<void> => {
    revision += 1;
    const messages = [{ type: 'QUEUE_UPDATE' as const, payload: queueOf(length) }];
    const { venueId } = owner;
    await system.messages.publish(playbackChanged, { venueId, revision, serverTime: 0, messages }, { venueId });
  };
  /** The window's own TCP connection: paused, it takes nothing more from the network. */
  const lineOf = ({ socket }: TestWindow): TcpSocket => {
    const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: TcpSocket } };
    return ws._socket;
  };
  const serverSide = ({ socket }: TestWindow) => {
    const { server } = system.get('gateway', RealtimeGateway);
    return server.sockets.sockets.get(socket.id!)!;
  };
  /** Bytes that wait in the gateway for a window, in Engine.IO's buffer and in that of its connection. */
  const waitingFor = (window: TestWindow): number => {
    const { conn } = serverSide(window);
    const packets = Reflect.get(conn, 'writeBuffer') as { data?: string }[];
    const { socket } = conn.transport as unknown as { socket: { bufferedAmount: number } };
    return packets.reduce((bytes, { data }) => bytes + (data?.length ?? 0), 0) + socket.bufferedAmount;
  };
  const isInVenue = (window: TestWindow): boolean => serverSide(window).rooms.has(venueRoom(owner.venueId));

  it('is left out before it fills the memory, and gets the newest state when it reads again', async () => {
    const [slow, fast] = [await enter(), await enter()];
    await change();
    await eventually(() => expect(slow.ofType('QUEUE_UPDATE').length).toBe(1));
    const whole = revision;
    lineOf(slow).pause();
    let most = 0;
    for (let count = 0; count < changes; count += 1) {
      await change();
      await eventually(() => expect(fast.ofType('QUEUE_UPDATE').length).toBe(count + 2));
      most = Math.max(most, waitingFor(slow));
    }
    await eventually(() => expect(isInVenue(slow)).toBe(false));
    // All of it would be more than 15 MB.
    expect(most).toBeLessThan(6_000_000);
    expect(waitingFor(slow)).toBeLessThan(3_000_000);

    lineOf(slow).resume();
    await eventually(() => expect(slow.ofType('venue:stale').length).toBe(1));
    const heardLate = slow.ofType('QUEUE_UPDATE').length;
    expect(heardLate).toBeLessThan((changes * 3) / 4);
    await expect(slow.join(owner.venueId, whole)).resolves.toMatchObject({
      status: 'resumed',
      revision,
      messages: [{ type: 'QUEUE_UPDATE' }],
    });
    await change();
    await eventually(() => expect(slow.ofType('QUEUE_UPDATE').at(-1)?.revision).toBe(revision));
    expect(slow.ofType('QUEUE_UPDATE').length).toBe(heardLate + 1);
  });

  it('is not let in again before it has read, and disconnected when it takes nothing for a minute', async () => {
    const [slow, fast] = [await enter(), await enter()];
    const server = serverSide(slow);
    lineOf(slow).pause();
    await eventually(async () => {
      await change();
      expect(isInVenue(slow)).toBe(false);
    });
    // It can still send.
    const asked = new Promise((resolve) => server.onAny(resolve));
    slow.socket.emit('venue:join', { venueId: owner.venueId }, () => undefined);
    await asked;
    await fast.join(owner.venueId);
    expect(isInVenue(slow)).toBe(false);
    const later = Date.now() + 61_000;
    jest.spyOn(system.get('gateway', Clock), 'now').mockImplementation(() => new Date(later));
    await eventually(() => expect(server.connected).toBe(false));
    expect(fast.socket.connected).toBe(true);
  });

  it('does not hold up the end of its gateway', async () => {
    const slow = await enter();
    lineOf(slow).pause();
    await eventually(async () => {
      await change();
      expect(isInVenue(slow)).toBe(false);
    });
    const { conn, request } = serverSide(slow);
    await system.halt('gateway');
    expect([conn.readyState, request.socket.destroyed]).toEqual(['closed', true]);
    await system.start('gateway');
  });

  it('does not count as slow for a burst that it reads at once', async () => {
    const window = await enter();
    await Promise.all(Array.from({ length: 150 }, () => change(1)));
    await eventually(() => expect(window.ofType('QUEUE_UPDATE').at(-1)?.revision).toBe(revision));
    expect(isInVenue(window)).toBe(true);
    expect(window.ofType('venue:stale')).toEqual([]);
  });
});
