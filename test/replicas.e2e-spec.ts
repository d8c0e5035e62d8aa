import { type Page, type Track } from '@djamms/contracts';
import { eventually, FakeS3, type Owner, type RestClient, spawnSystem, type SpawnedSystem } from '@djamms/testing';
import { fixture } from './support/music';

const two = { gateway: 2, file: 2 };

/** Two file services and two gateways, each of which passes on to one of them; what is stored, all share. */
describe.each([
  ['one folder', false],
  ['one bucket', true],
])('two file services on %s', (_what, inBucket) => {
  let bucket: FakeS3 | undefined;
  let system: SpawnedSystem;
  let owner: Owner;

  beforeAll(async () => {
    bucket = inBucket ? await FakeS3.start() : undefined;
    system = await spawnSystem({
      services: ['auth', 'music', 'playlist', 'file', 'gateway'],
      replicas: two,
      env: bucket?.environment(),
    });
    owner = await system.rest().registerOwner();
  });
  afterAll(async () => {
    await system.stop();
    await bucket?.stop();
  });

  const at = (gateway: number): RestClient => system.rest(gateway).as(owner.session.accessToken);
  const streamUrl = async (track: Track, gateway: number): Promise<URL> => {
    const { body } = await at(gateway).get<{ url: string }>(`/api/music/tracks/${track.id}/stream`, { url: true });
    return new URL(body.url, system.url(gateway));
  };
  const through = (url: URL, gateway: number): URL => new URL(url.pathname + url.search, system.url(gateway));
  const upload = async (name: string, gateway: number): Promise<Track> => {
    const { status, body } = await at(gateway).upload<Track>(fixture(name), {
      path: `/api/music/tracks?venueId=${owner.venueId}`,
    });
    expect(status).toBe(201);
    return body;
  };
  const processed = (track: Track): Promise<Track> =>
    eventually(async () => {
      const { body } = await at(1).get<Page<Track>>('/api/music/tracks', { venueId: owner.venueId });
      const found = body.items.find(({ id }) => id === track.id);
      expect(found).toMatchObject({ processing: 'ready' });
      return found!;
    }, 120_000);

  it('take an upload at one and stream it from the other, whole and by ranges', async () => {
    const track = await upload('Coherence.ogg', 0);
    const url = await streamUrl(track, 1);
    const [here, there] = await Promise.all(
      [0, 1].map(async (gateway) => Buffer.from(await (await fetch(through(url, gateway))).arrayBuffer())),
    );
    expect(here).toHaveLength(track.fileSize!);
    expect(there!.equals(here!)).toBe(true);
    for (const gateway of [0, 1]) {
      const part = await fetch(through(url, gateway), { headers: { range: 'bytes=1000-1999' } });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000-1999/${track.fileSize}`]);
      expect(Buffer.from(await part.arrayBuffer()).equals(here!.subarray(1000, 2000))).toBe(true);
    }
    const again = await at(1).upload(fixture('Coherence.ogg'), { path: `/api/music/tracks?venueId=${owner.venueId}` });
    expect(again).toMatchObject({ status: 409, body: { code: 'track_exists', context: { trackId: track.id } } });
    if (bucket) expect([...bucket.bucket.objects.keys()].filter((key) => key.startsWith('audio/'))).toHaveLength(1);
  });

  it('forget at both what was deleted at one', async () => {
    const track = await processed(await upload('Nebula.ogg', 1));
    const url = await streamUrl(track, 0);
    const pictures = track.thumbnailUrl === null ? [] : [new URL(track.thumbnailUrl, system.url())];
    const all = [url, ...pictures];
    for (const gateway of [0, 1])
      for (const each of all) expect((await fetch(through(each, gateway), { method: 'HEAD' })).status).toBe(200);
    expect((await at(0).delete(`/api/music/tracks/${track.id}`)).status).toBeLessThan(300);
    for (const gateway of [0, 1])
      for (const each of all)
        for (const method of ['HEAD', 'GET'])
          await eventually(async () => {
            expect((await fetch(through(each, gateway), { method })).status).toBe(404);
          });
  });

  it('finish at one what was begun at the other, which was killed', async () => {
    const track = await upload('Awakening.ogg', 0);
    await system.kill('file', 'SIGKILL', 0);
    expect((await fetch(through(await streamUrl(track, 1), 1))).status).toBe(200);
    await processed(track);
    await system.restart('file', 0);
    expect((await fetch(through(await streamUrl(track, 0), 0))).status).toBe(200);
  });
});
