import { readFile, readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { type Problem, type Track } from '@djamms/contracts';
import { eventually, type Owner, type System } from '@djamms/testing';
import { fixture, library, untilProcessed } from './support/music';
import { controlled, isOurs, itOurs, openSystem } from './support/system';

const megabyte = 1024 * 1024;

/** Every file below the folder. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
}

describe('bad input and trouble on the way of a file', () => {
  let system: System;
  let owner: Owner;
  let song: Buffer<ArrayBuffer>;

  beforeAll(async () => {
    system = await openSystem();
    owner = await system.rest().registerOwner();
    song = Buffer.from(await readFile(fixture('Chimes They Fade.ogg')));
  });
  afterAll(() => system.stop());

  /** What lies in the storage, where one can look into it. */
  const stored = (): Promise<string[]> =>
    isOurs ? filesBelow(controlled(system).place.environment().STORAGE_PATH!) : Promise.resolve([]);
  const send = (bytes: Uint8Array<ArrayBuffer>, name: string, fields?: Record<string, string>) =>
    owner.rest.uploadBytes<Problem>(bytes, { name, fields });

  it.each([
    [
      'a text file named .mp3',
      () => Buffer.from('These are the lyrics, not the song.\n'.repeat(500)),
      415,
      'not_audio',
    ],
    ['an empty file', () => Buffer.alloc(0), 415, 'not_audio'],
    ['a picture named .mp3', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 415, 'not_audio'],
    ['60 MB', () => Buffer.concat([song, Buffer.alloc(60 * megabyte)]), 413, 'file_too_large'],
    ['a song cut after its first 200 bytes', () => song.subarray(0, 200), 422, 'audio_unreadable'],
  ])('refuses %s, says why, and leaves nothing behind', async (_name, bytes, status, code) => {
    const before = await stored();
    const answer = await send(Buffer.from(bytes()), 'song.mp3');
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body.detail.length).toBeGreaterThan(10);
    expect(await library(owner)).toHaveLength(0);
    await eventually(async () => expect(await stored()).toEqual(before));
  });

  it('leaves nothing behind of an upload that is cut off halfway', async () => {
    const before = await stored();
    await new Promise<void>((resolve) => {
      const upload = request(`${system.url()}/api/music/tracks`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${owner.session.accessToken}`,
          'content-type': 'multipart/form-data; boundary=cut',
          'content-length': 5 * megabyte,
        },
      });
      upload.on('error', () => resolve());
      upload.on('close', () => resolve());
      upload.write(
        '--cut\r\nContent-Disposition: form-data; name="file"; filename="half.ogg"\r\nContent-Type: audio/ogg\r\n\r\n',
      );
      upload.write(song, () => setTimeout(() => upload.destroy(), 200));
    });
    await eventually(async () => expect(await stored()).toEqual(before));
    expect(await library(owner)).toHaveLength(0);
  });

  it('stores a file whose name and artist climb out of the folder safely inside it', async () => {
    const before = await stored();
    const answer = await owner.rest.uploadBytes<Track>(song, {
      name: '../../../x.ogg',
      fields: { artist: '../../etc' },
    });
    expect(answer.status).toBe(201);
    const added = (await stored()).filter((path) => !before.includes(path));
    expect(added.length > 0).toBe(isOurs);
    for (const path of added)
      expect(path).toMatch(
        /\/(audio\/\d{4}\/\d{2}\/[^/]+\/[^/]+\/[0-9a-f-]{36}\.ogg|images\/tracks\/[0-9a-f-]{36}\/(150|300|600)\.jpg)$/,
      );
    await untilProcessed(owner, 1);
  });

  it('says that a file is already in the library, and which track it is', async () => {
    const [track] = await library(owner);
    const before = await stored();
    const again = await send(song, 'again.ogg');
    expect(again).toMatchObject({ status: 409, body: { code: 'track_exists', context: { trackId: track!.id } } });
    await eventually(async () => expect(await stored()).toEqual(before));
  });

  itOurs('takes an upload back when the library is away, and takes it the next time', async () => {
    const other = Buffer.from(await readFile(fixture('March Thee to Dis.ogg')));
    const before = await stored();
    await controlled(system).kill('music');
    expect(await send(other, 'march.ogg')).toMatchObject({ status: 503 });
    await eventually(async () => expect(await stored()).toEqual(before));
    await controlled(system).restart('music');
    expect((await send(other, 'march.ogg')).status).toBe(201);
    await untilProcessed(owner, 2);
  });

  itOurs('finishes the processing of a track whose worker was killed in the middle', async () => {
    const long = Buffer.from(await readFile(fixture('Nebula.ogg')));
    expect((await send(long, 'nebula.ogg')).status).toBe(201);
    await controlled(system).kill('file');
    await controlled(system).restart('file');
    const tracks = await untilProcessed(owner, 3);
    expect(tracks.find(({ title }) => title === 'Nebula')?.loudnessLufs).toBeLessThan(0);
  });

  it('refuses a typed title with control characters, and names the field', async () => {
    const answer = await send(song, 'bell.ogg', { title: 'Ring\u0007 the\u001b[31m bell' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(answer.body.errors?.map(({ path }) => path)).toContain('title');
  });

  it.each([
    ['/api/music/tracks?page=0', 400],
    ['/api/music/tracks?pageSize=1000', 400],
    ['/api/music/tracks?sort=password:asc', 400],
    ['/api/music/tracks?flavour=sweet', 400],
    ['/api/music/tracks/1', 400],
    ['/api/music/tracks/00000000-0000-7000-8000-000000000000', 404],
    ['/api/playlists/00000000-0000-7000-8000-000000000000', 404],
    ["/api/search?q=%00'%22%3B--%5C*(", 200],
  ])('answers %s with %i', async (path, status) => {
    expect((await owner.rest.get(path)).status).toBe(status);
  });

  itOurs('goes on when its database connections are cut', async () => {
    await controlled(system).place.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await eventually(async () => expect((await owner.rest.get('/api/playlists')).status).toBe(200));
    await eventually(async () =>
      expect((await owner.rest.post('/api/playlists', { name: 'After the cut' })).status).toBe(201),
    );
  });
});
