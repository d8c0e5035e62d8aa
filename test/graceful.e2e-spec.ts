import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { services, type PlaybackState, type ServiceName, type Track } from '@djamms/contracts';
import { RestClient, eventually, spawnSystem, type Owner, type SpawnedSystem } from '@djamms/testing';
import { Balancer } from './rollout/balancer';
import { fixture, library, untilProcessed, upload } from './support/music';
import { halfAnUpload, slowDownload } from './support/slow-transfer';
import { SteadyTraffic } from './support/steady-traffic';
import { Window } from './support/window';

const graceSeconds = 20;

/** Two processes of every service, behind what a cluster puts before them, ended by SIGTERM while they are used. */
describe('while processes are ended and started again', () => {
  const balancers: Balancer[] = [];
  let front: Balancer;
  let system: SpawnedSystem;
  let owner: Owner;
  let tracks: Track[];
  let window: Window;

  const balance = async (urls: string[]): Promise<Balancer> => {
    const balancer = await Balancer.start(urls);
    balancers.push(balancer);
    return balancer;
  };
  const state = async (rest: RestClient = owner.rest): Promise<PlaybackState> =>
    (await rest.get<PlaybackState>(`/api/venues/${owner.venueId}/state`)).body;
  const setVolume = (rest: RestClient, value: number) =>
    rest.post('/api/ui/command', { venueId: owner.venueId, command: 'SET_VOLUME', value, commandId: randomUUID() });
  const streamUrl = async (track: Track, base: string): Promise<URL> => {
    const { body } = await owner.rest.get<{ url: string }>(`/api/music/tracks/${track.id}/stream`, { url: true });
    return new URL(body.url, base);
  };
  const traffic = async (): Promise<SteadyTraffic> => {
    const { venueId } = owner;
    const media = await streamUrl(tracks[0]!, front.url);
    const steps = {
      state: (rest: RestClient) => rest.get(`/api/venues/${venueId}/state`),
      library: (rest: RestClient) => rest.get('/api/music/tracks', { venueId }),
      search: (rest: RestClient) => rest.get('/api/search', { venueId, q: 'chimes' }),
      venues: (rest: RestClient) => rest.get('/api/venues'),
      log: (rest: RestClient) => rest.get('/api/system/logs', { venueId }),
      volume: (rest: RestClient) => setVolume(rest, 30 + Math.floor(Math.random() * 50)),
      queue: (rest: RestClient) => rest.post('/api/queue/add', { venueId, trackId: tracks[0]!.id }),
      media: (rest: RestClient) => rest.request(media.pathname + media.search, { headers: { range: 'bytes=0-999' } }),
      clear: (rest: RestClient) => rest.post('/api/queue/clear', { venueId }),
    };
    return new SteadyTraffic(owner.rest, steps, { clients: 3, pauseMs: 40 });
  };
  const temporary = (): string => join(system.place.folder, 'storage', 'temporary');
  const restart = async (service: ServiceName, replica: number): Promise<void> => {
    const process = system.process(service, replica);
    process.signal('SIGTERM');
    await process.ended();
    expect({ service, replica, exitCode: process.exitCode }).toEqual({ service, replica, exitCode: 0 });
    process.start();
    await process.ready();
  };

  beforeAll(async () => {
    const replicas = Object.fromEntries(services.map((service) => [service, 2]));
    const fileUrl = async (urls: string[]): Promise<string> => (await balance(urls)).url;
    const env = { SHUTDOWN_DELAY: '1', SHUTDOWN_GRACE: String(graceSeconds) };
    system = await spawnSystem({ replicas, env, fileUrl });
    front = await balance([system.url(0), system.url(1)]);
    owner = await new RestClient(front.url).registerOwner();
    for (const name of ['Chimes They Fade.ogg', 'Nebula.ogg']) await upload(owner, name);
    tracks = await untilProcessed(owner, 2);
    window = await Window.open(front.url, owner.session.accessToken, owner.venueId);
  });
  afterAll(async () => {
    window?.close();
    await system?.stop();
    for (const balancer of balancers) await balancer.stop();
  });

  it.each(services.map((service) => [service]))(
    'nobody notices that both replicas of %s are replaced',
    async (service) => {
      const clients = await traffic();
      await eventually(() => expect(clients.count).toBeGreaterThan(10));
      for (const replica of [0, 1]) await restart(service, replica);
      const before = clients.count;
      await eventually(() => expect(clients.count).toBeGreaterThan(before + 10));
      await clients.stop();
      expect(clients.failures).toEqual([]);
      await eventually(async () => {
        const { revision } = await window.command('SET_VOLUME', 20 + Math.floor(Math.random() * 10));
        expect(window.revisions.at(-1)).toBe(revision);
        expect((await state()).revision).toBe(revision);
      });
    },
  );

  it.each([['gateway'], ['file']] as const)(
    'a stream and an upload that began before %s was told to end come to their end',
    async (service) => {
      const long = tracks.find(({ title }) => title === 'Nebula')!;
      const base = service === 'gateway' ? system.url(0) : front.url;
      const process = system.process(service, 0);
      // Of two file processes, the other one is away: what is begun is begun at this one.
      if (service === 'file') await system.kill('file', 'SIGTERM', 1);
      await eventually(async () => expect((await fetch(await streamUrl(long, base))).status).toBe(200));
      const download = await slowDownload(await streamUrl(long, base));
      expect(download.status).toBe(200);
      const name = service === 'gateway' ? 'March Thee to Dis.ogg' : 'Apex Aleph.ogg';
      const url = new URL(`/api/music/tracks?venueId=${owner.venueId}`, base);
      const sending = await halfAnUpload(url, owner.session.accessToken, await readFile(fixture(name)), name);
      await sleep(300);
      process.signal('SIGTERM');
      await eventually(async () => expect((await fetch(`${process.url}/health/ready`)).status).toBe(503));
      const reading = download.rest(10);
      // Longer than the delay: new work has been refused when the rest comes.
      await eventually(() => expect(fetch(`${process.url}/health/live`)).rejects.toThrow());
      expect(process.running).toBe(true);
      const answer = await sending.finish();
      expect(answer).toMatchObject({ status: 201 });
      expect(await reading).toBe(long.fileSize);
      await process.ended();
      expect(process.exitCode).toBe(0);
      process.start();
      if (service === 'file') system.process('file', 1).start();
      await Promise.all([process.ready(), system.process('file', 1).ready()]);
      const { id } = JSON.parse(answer.body) as Track;
      await eventually(async () => expect((await library(owner)).map((track) => track.id)).toContain(id));
    },
  );

  it('is not ready at once; told twice, it waits no longer for half an upload, of which nothing stays', async () => {
    const gateway = system.process('gateway', 0);
    const before = await library(owner);
    const url = new URL(`/api/music/tracks?venueId=${owner.venueId}`, gateway.url);
    const name = 'Coherence.ogg';
    const sending = await halfAnUpload(url, owner.session.accessToken, await readFile(fixture(name)), name);
    await sleep(300);
    gateway.signal('SIGTERM');
    await eventually(async () => {
      const answer = await fetch(`${gateway.url}/health/ready`);
      expect({ status: answer.status, body: await answer.text() }).toMatchObject({
        status: 503,
        body: expect.stringContaining('shutting down'),
      });
      expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      expect((await fetch(`${gateway.url}/health/started`)).status).toBe(200);
    });
    await eventually(() => expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow());
    expect(gateway.running).toBe(true);
    gateway.signal('SIGTERM');
    await gateway.ended();
    expect(gateway.exitCode).toBe(0);
    await expect(sending.finish()).rejects.toThrow();
    expect((await library(owner)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    await eventually(async () => expect(await readdir(temporary())).toEqual([]));
    gateway.start();
    await gateway.ready();
  });
});
