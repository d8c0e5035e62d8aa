import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlaybackState } from '@djamms/contracts';
import { ensurePrograms, freePorts, startNatsServer, type RunningNatsServer } from '@djamms/embedded';
import { loadConfig, startService, untilReady, type RunningService, type ServiceDefinition } from '@djamms/platform';
import { RestClient, TestPlace, eventually, type Owner } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { playlistService } from '../../playlist/src/service';
import { gatewayService } from '../src/service';
import { Follower } from './follower';
import { TestWindow } from './windows';

/** Two gateways before one playlist service, on a NATS of their own that a test may kill. */
class Stage {
  nats!: RunningNatsServer;
  private readonly running = new Map<string, RunningService>();

  private constructor(
    private readonly place: TestPlace,
    private readonly program: string,
    private readonly port: number,
  ) {}

  static async open(): Promise<Stage> {
    const place = await TestPlace.make();
    const programs = await ensurePrograms(['nats-server'], () => undefined);
    const [port = 0] = await freePorts(1);
    const stage = new Stage(place, programs['nats-server'], port);
    await stage.startNats();
    await Promise.all([
      stage.start('auth', authService),
      stage.start('playlist', playlistService),
      stage.start('gateway one', gatewayService),
      stage.start('gateway two', gatewayService),
    ]);
    return stage;
  }

  async start(name: string, definition: ServiceDefinition): Promise<void> {
    const environment = { ...this.place.environment(), NATS_URL: this.nats.url, HOST: '127.0.0.1', PORT: '0' };
    const service = await startService(definition, loadConfig(environment));
    this.running.set(name, service);
    await untilReady(service);
  }

  async stop(name: string): Promise<void> {
    await this.running.get(name)?.close();
    this.running.delete(name);
  }

  async startNats(): Promise<void> {
    this.nats = await startNatsServer({
      program: this.program,
      folder: this.natsFolder,
      port: this.port,
      token: 'thetokenofthistest',
      logFile: join(this.place.folder, 'nats.log'),
      maxFileStore: 2 ** 50,
    });
  }

  /** As a power cut does to the process; what it had written stays, unless `wiped`. */
  async killNats({ wiped = false } = {}): Promise<void> {
    process.kill(this.nats.process.pid!, 'SIGKILL');
    await this.nats.process.exited;
    if (wiped) await rm(join(this.natsFolder, 'store'), { recursive: true, force: true });
  }

  url(name: string): string {
    return this.running.get(name)!.url!;
  }

  async query(sql: string): Promise<void> {
    await this.place.database.query(sql);
  }

  async close(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.stop(name)));
    await this.nats.stop();
    await this.place.database.drop();
    await rm(this.place.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private get natsFolder(): string {
    return join(this.place.folder, 'nats');
  }
}

describe('windows that come back', () => {
  let stage: Stage;
  let owner: Owner;
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    owner = await new RestClient(stage.url('gateway one')).registerOwner();
  });
  afterEach(() => {
    for (const each of open.splice(0)) each.close();
  });

  const rest = (gateway: string): RestClient => new RestClient(stage.url(gateway), owner.session.accessToken);
  const setVolume = async (value: number, gateway = 'gateway one'): Promise<number> => {
    const body = { venueId: owner.venueId, command: 'SET_VOLUME', value };
    const answer = await rest(gateway).post<{ revision: number }>('/api/ui/command', body);
    expect(answer.status).toBe(200);
    return answer.body.revision;
  };
  const truth = async (): Promise<PlaybackState> =>
    (await rest('gateway one').get<PlaybackState>(`/api/venues/${owner.venueId}/state`)).body;
  const follow = async (gateway: string): Promise<Follower> => {
    const follower = await Follower.open(stage.url(gateway), owner.session.accessToken, owner.venueId);
    open.push(follower);
    return follower;
  };
  const look = async (gateway: string): Promise<TestWindow> => {
    const window = await TestWindow.open(stage.url(gateway), owner.session.accessToken);
    open.push(window);
    return window;
  };
  const allShow = (followers: Follower[], revision: number, volume: number) =>
    eventually(() =>
      expect(followers.map((follower) => [follower.revision, follower.volume])).toEqual(
        followers.map(() => [revision, volume]),
      ),
    );

  it('see what was changed through either gateway, in order', async () => {
    const followers = [await follow('gateway one'), await follow('gateway two')];
    let revision = 0;
    for (let volume = 10; volume < 30; volume += 1)
      revision = await setVolume(volume, volume % 2 ? 'gateway one' : 'gateway two');
    await allShow(followers, revision, 29);
    for (const { window } of followers) {
      const revisions = window.ofType('PLAYER_SETTINGS_UPDATE').map((message) => message.revision);
      expect(revisions).toEqual([...revisions].sort((one, other) => one! - other!));
      expect(new Set(revisions).size).toBe(revisions.length);
    }
  });

  it('are told only what they missed, by each gateway from memory, also while the playlist service is away', async () => {
    const followers = [await follow('gateway one'), await follow('gateway two')];
    const first = await setVolume(11);
    const second = await setVolume(12);
    const last = await setVolume(13);
    await allShow(followers, last, 13);
    await stage.stop('playlist');
    try {
      for (const gateway of ['gateway one', 'gateway two']) {
        const window = await look(gateway);
        await expect(window.join(owner.venueId, last)).resolves.toMatchObject({ status: 'unchanged', revision: last });
        for (const revision of [first, second]) {
          const missed = await window.join(owner.venueId, revision);
          expect(missed).toMatchObject({ status: 'resumed', revision: last });
          expect(missed.messages).toEqual([
            { type: 'PLAYER_SETTINGS_UPDATE', payload: expect.objectContaining({ master_volume: 13 }) },
          ]);
        }
        const stranger = await look(gateway);
        await expect(stranger.join(owner.venueId)).resolves.toMatchObject({
          status: 'error',
          problem: { status: 503 },
        });
      }
    } finally {
      await stage.start('playlist', playlistService);
    }
  });

  it('get the whole state when nobody here heard what they missed', async () => {
    const witness = await look('gateway one');
    await witness.join(owner.venueId);
    const revision = await setVolume(21);
    const window = await look('gateway two');
    // No window of this venue was here yet; the gateway heard of it all the same, from its first change on.
    await expect(window.join(owner.venueId, revision + 5)).resolves.toMatchObject({ status: 'joined' });
    // Told before the new gateway begins to listen.
    await eventually(() => expect(witness.ofType('PLAYER_SETTINGS_UPDATE').at(-1)).toMatchObject({ revision }));
    await stage.stop('gateway two');
    await stage.start('gateway two', gatewayService);
    const late = await look('gateway two');
    await expect(late.join(owner.venueId, revision - 1)).resolves.toMatchObject({
      status: 'joined',
      state: { revision, settings: expect.objectContaining({ master_volume: 21 }) },
    });
    // The gateway knows now, without a change.
    await expect(late.join(owner.venueId, revision)).resolves.toMatchObject({ status: 'unchanged', revision });
  });

  it('are answered together when many come at once, and each is right afterwards', async () => {
    const revision = await setVolume(31);
    await stage.stop('gateway two');
    await stage.start('gateway two', gatewayService);
    const windows = await Promise.all(Array.from({ length: 30 }, () => follow('gateway two')));
    await allShow(windows, revision, 31);
    const joins = Promise.all(windows.map((window) => window.join()));
    const last = await setVolume(32);
    await joins;
    await allShow(windows, last, 32);
  });

  it('are not told that nothing changed while nobody can know, and are right when NATS is back', async () => {
    const followers = [await follow('gateway one'), await follow('gateway two')];
    const revision = await setVolume(41);
    await allShow(followers, revision, 41);
    await stage.killNats();
    const statuses = () => followers.map(({ window }) => window.ofType('SYSTEM_STATUS').map(({ payload }) => payload));
    await eventually(() => {
      for (const heard of statuses()) expect(heard).toEqual([expect.objectContaining({ status: 'degraded' })]);
    });
    for (const { window } of followers)
      await expect(window.join(owner.venueId, revision)).resolves.toMatchObject({
        status: 'error',
        problem: { status: 503 },
      });
    await stage.startNats();
    await eventually(() => {
      for (const heard of statuses()) expect(heard.at(-1)).toEqual({ status: 'ok' });
    });
    let last = 0;
    await eventually(async () => {
      last = await setVolume(42);
    });
    await allShow(followers, last, 42);
    for (const follower of followers) {
      await follower.join();
      expect(follower.joins.at(-1)).toMatchObject({ revision: last });
    }
  });

  it('are called back when NATS comes back without what it had, and are right then', async () => {
    const followers = [await follow('gateway one'), await follow('gateway two')];
    const revision = await setVolume(51);
    await allShow(followers, revision, 51);
    await stage.killNats({ wiped: true });
    // A change whose news went down with NATS.
    await stage.query(
      `UPDATE playlist.venue_playback
          SET revision = revision + 1, settings = jsonb_set(settings, '{master_volume}', '52')
        WHERE venue_id = '${owner.venueId}'`,
    );
    await stage.startNats();
    await allShow(followers, revision + 1, 52);
    for (const { joins } of followers) expect(joins.at(-1)).toMatchObject({ status: 'joined' });
    let last = 0;
    await eventually(async () => {
      last = await setVolume(53);
    });
    await allShow(followers, last, 53);
    await expect(truth()).resolves.toMatchObject({ revision: last, settings: { master_volume: 53 } });
  });

  it('are sent to another gateway when theirs ends, and come back by themselves', async () => {
    const window = await look('gateway two');
    await window.join(owner.venueId);
    const gone = new Promise<string>((resolve) => window.socket.once('disconnect', resolve));
    await stage.stop('gateway two');
    // Socket.IO comes back by itself, after a random pause, from a lost connection; not from being sent away.
    await expect(gone).resolves.toBe('transport close');
    expect(window.ofType('SYSTEM_STATUS').at(-1)?.payload).toMatchObject({ status: 'shutting_down' });
    await stage.start('gateway two', gatewayService);
  });
});
