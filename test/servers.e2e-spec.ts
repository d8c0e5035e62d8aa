import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Page, type PlaybackState, type Playlist, type Problem, type Track } from '@djamms/contracts';
import {
  ensurePrograms,
  freePorts,
  startNatsServer,
  startPostgresServer,
  type RunningNatsServer,
  type RunningPostgresServer,
} from '@djamms/embedded';
import { eventually, spawnSystem, type Owner, type SpawnedSystem } from '@djamms/testing';
import { untilProcessed, upload } from './support/music';
import { Window } from './support/window';

/** Enough for the processes to look for their servers several times. */
const headStartMs = 3_000;

const kill = (pid: number | undefined): void => {
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
};

/** A system on servers of its own, which are killed under it. */
describe('while NATS and PostgreSQL come and go', () => {
  let folder: string;
  let ports: number[];
  let nats: RunningNatsServer;
  let postgres: RunningPostgresServer;
  let system: SpawnedSystem;
  let owner: Owner;
  let track: Track;
  let window: Window;

  const startNats = async (): Promise<RunningNatsServer> => {
    const { 'nats-server': program } = await ensurePrograms(['nats-server'], () => undefined);
    return startNatsServer({
      program,
      folder: join(folder, 'nats'),
      port: ports[0]!,
      token: 'nats0token',
      logFile: join(folder, 'nats.log'),
    });
  };
  const startPostgres = (): Promise<RunningPostgresServer> =>
    startPostgresServer({
      folder: join(folder, 'postgres'),
      port: ports[1]!,
      password: 'pgpassword',
      logFile: join(folder, 'postgres.log'),
      purpose: 'durable',
    });
  const state = async (): Promise<PlaybackState> => {
    const answer = await owner.rest.get<PlaybackState>(`/api/venues/${owner.venueId}/state`);
    if (answer.status !== 200) throw new Error(`state: ${answer.status}`);
    return answer.body;
  };

  beforeAll(async () => {
    // PostgreSQL's own account has to reach the folder.
    folder = await mkdtemp(join(tmpdir(), 'djamms-servers-'));
    await chmod(folder, 0o711);
    ports = await freePorts(2);
    [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
    // Their addresses are known; the processes start before the servers are there, NATS before PostgreSQL.
    await Promise.all([nats.stop(), postgres.stop()]);
    const starting = spawnSystem({ env: { NATS_URL: nats.url, DATABASE_URL: postgres.url('postgres') } });
    await sleep(headStartMs);
    nats = await startNats();
    await sleep(headStartMs);
    postgres = await startPostgres();
    system = await starting;
    owner = await system.rest().registerOwner();
    await upload(owner, 'Chimes They Fade.ogg');
    [track] = (await untilProcessed(owner, 1)) as [Track];
    window = await Window.open(system.url(), owner.session.accessToken, owner.venueId);
  });
  afterAll(async () => {
    window?.close();
    await system?.stop();
    await Promise.all([nats?.stop(), postgres?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('answers 503 while NATS is gone, keeps what was acknowledged, and goes on by itself when it is back', async () => {
    await window.command('PLAY').catch(() => undefined);
    const { body: playlist } = await owner.rest.post<Playlist>('/api/playlists', {
      name: 'Before',
      trackIds: [track.id],
    });
    const before = await state();
    kill(nats.process.pid);
    await eventually(async () =>
      expect(await owner.rest.get<Problem>(`/api/playlists/${playlist.id}`)).toMatchObject({
        status: 503,
        body: { code: 'service_unavailable' },
      }),
    );
    expect((await owner.rest.request('/health/live')).status).toBe(200);
    await eventually(async () => expect((await owner.rest.request('/health/ready')).status).toBe(503));
    nats = await startNats();
    await eventually(async () =>
      expect(await owner.rest.get(`/api/playlists/${playlist.id}`)).toMatchObject({
        status: 200,
        body: { trackCount: 1 },
      }),
    );
    expect((await eventually(state)).revision).toBeGreaterThanOrEqual(before.revision);
    await eventually(async () => {
      const { revision } = await window.command('SET_VOLUME', 33);
      expect(window.revisions.at(-1)).toBe(revision);
    });
    await eventually(() => upload(owner, 'March Thee to Dis.ogg'));
    await untilProcessed(owner, 2);
  });

  it('answers 503 while PostgreSQL is gone, and goes on by itself with all that was stored when it is back', async () => {
    const before = await state();
    kill(postgres.process.pid);
    const refused = await eventually(async () => {
      const answer = await owner.rest.get<Problem>('/api/playlists');
      expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
      return answer;
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    postgres = await startPostgres();
    const after = await eventually(state);
    expect(after.revision).toBe(before.revision);
    expect(after.settings.master_volume).toBe(33);
    await eventually(async () =>
      expect((await owner.rest.get<Page<Playlist>>('/api/playlists')).body.items.map(({ name }) => name)).toEqual([
        'Before',
      ]),
    );
    await eventually(async () => {
      const { revision } = await window.command('SET_VOLUME', 44);
      expect(window.revisions.at(-1)).toBe(revision);
    });
    await eventually(async () => expect((await owner.rest.request('/health/ready')).status).toBe(200));
  });

  it('makes streams, consumers and buckets again when NATS comes back without its data', async () => {
    const create = (name: string) =>
      owner.rest.request<Playlist>('/api/playlists', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `once-${name.replaceAll(' ', '-')}` },
        body: JSON.stringify({ name }),
      });
    expect((await create('Kept by its key')).status).toBe(201);
    kill(nats.process.pid);
    await eventually(async () => expect((await owner.rest.request('/health/ready')).status).toBe(503));
    await rm(join(folder, 'nats'), { recursive: true, force: true });
    nats = await startNats();
    const made = await eventually(async () => {
      const answer = await create('After the loss');
      expect(answer.status).toBe(201);
      return answer.body;
    });
    expect((await create('After the loss')).body.id).toBe(made.id);
    // Changes may have been lost with the server: windows are called back, and hear everything from then on.
    await eventually(() => expect(window.heard.map(({ type }) => String(type))).toContain('venue:stale'), 60_000);
    const { revision } = await window.command('SET_VOLUME', 55);
    await eventually(() => expect(window.revisions).toContain(revision), 60_000);
    await eventually(() => upload(owner, 'Apex Aleph.ogg'));
    await untilProcessed(owner, 3);
    expect((await create('Kept by its key')).status).toBe(201);
  });
});
