import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Track, trackDeleted } from '@djamms/contracts';
import { MediaSigner } from '@djamms/platform';
import { eventually } from '@djamms/testing';
import { DataSource } from 'typeorm';
import { realTrack } from './audio-vectors';
import { FileSystem } from './file-system';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Unlike fetch, sends headers and ranges exactly as given, and shows the answer as it came. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      buffer(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    request.on('error', reject).end();
  });
}

describe('media', () => {
  let files: FileSystem;
  let content: Buffer;
  let track: Track;
  let url: string;

  beforeAll(async () => {
    files = await FileSystem.start();
    content = await readFile(realTrack('Nebula'));
    track = (await files.upload(Uint8Array.from(content))).body;
    url = files.signedUrl(track.fileId ?? '');
  });
  afterAll(() => files.stop());

  const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

  it('gives the whole file with all that a player and a cache need to know', async () => {
    const { status, headers, body } = await ask(url);
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    const sha256 = files.tracks.get(track.id)?.sha256;
    expect(headers).toMatchObject({
      'content-type': 'audio/ogg',
      'content-length': String(content.length),
      'accept-ranges': 'bytes',
      etag: `"${sha256}"`,
      'cache-control': expect.stringMatching(/^private, max-age=\d+, immutable$/),
      'x-content-type-options': 'nosniff',
    });
    expect(Date.parse(headers['last-modified'] ?? '')).not.toBeNaN();
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['content-range']).toBeUndefined();
  });

  it('answers HEAD like GET without the body, and passes over a range', async () => {
    const get = await ask(url);
    const head = await ask(url, { range: 'bytes=0-9' }, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    const { date: _, 'x-trace-id': __, ...expected } = get.headers;
    expect(head.headers).toMatchObject(expected);
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=4000000-', 4_000_000, 4_593_263],
    ['bytes=-1000', 4_592_264, 4_593_263],
    ['bytes=0-', 0, 4_593_263],
    ['bytes=4593263-9999999999', 4_593_263, 4_593_263],
    ['bytes=300000-900000', 300_000, 900_000],
  ])('gives the range %s', async (range, start, end) => {
    const { status, headers, body } = await ask(url, { range });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${start}-${end}/4593264`);
    expect(headers['content-length']).toBe(String(end - start + 1));
    expect(body.equals(content.subarray(start, end + 1))).toBe(true);
  });

  it.each(['bytes=4593264-', 'bytes=9999999999-', 'bytes=-0'])(
    'refuses the range %s and tells the size',
    async (range) => {
      const { status, headers, body } = await ask(url, { range });
      expect(status).toBe(416);
      expect(headers['content-range']).toBe('bytes */4593264');
      expect(headers['content-type']).toContain('application/problem+json');
      expect(JSON.parse(body.toString())).toMatchObject({ status: 416, code: 'range_not_satisfiable' });
    },
  );

  it.each(['bytes=0-1,4-5', 'bytes=5-2', 'lines=1-2', 'bytes=x'])('gives the whole file for %s', async (range) => {
    const { status, body } = await ask(url, { range });
    expect(status).toBe(200);
    expect(body).toHaveLength(content.length);
  });

  it('honours conditions', async () => {
    const { headers } = await ask(url, {}, 'HEAD');
    const { etag = '', 'last-modified': lastModified = '' } = headers;
    const cached = await ask(url, { 'if-none-match': etag });
    expect(cached).toMatchObject({
      status: 304,
      headers: { etag, 'cache-control': expect.stringContaining('immutable') },
    });
    expect(cached.body).toHaveLength(0);
    expect((await ask(url, { 'if-modified-since': lastModified })).status).toBe(304);
    expect((await ask(url, { 'if-none-match': etag, range: 'bytes=0-9' })).status).toBe(304);
    expect((await ask(url, { 'if-match': '"other"' })).status).toBe(412);
    expect((await ask(url, { 'if-range': etag, range: 'bytes=0-9' })).status).toBe(206);
    expect((await ask(url, { 'if-range': lastModified, range: 'bytes=0-9' })).status).toBe(206);
    expect((await ask(url, { 'if-range': '"other"', range: 'bytes=0-9' })).status).toBe(200);
    expect((await ask(url, { 'if-range': `W/${etag}`, range: 'bytes=0-9' })).status).toBe(200);
  });

  it('gives nothing without a valid signature, whether or not there is such a file', async () => {
    const [path, query = ''] = url.split('?');
    const other = `${files.url}/media/audio/${randomUUID()}`;
    for (const wrong of [
      path,
      `${path}?${query}x`,
      `${path}?${query.replace(/exp=\d+/, 'exp=1')}`,
      `${other}?${query}`,
      other,
    ]) {
      const answer = await ask(wrong ?? '');
      expect(answer.status).toBe(403);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
    const past = files.test
      .get('file', MediaSigner)
      .sign(`/media/audio/${track.fileId}`, 60, Date.now() - 10 * 3_600_000);
    expect((await ask(files.url + past.url)).status).toBe(403);
  });

  it('answers 404 for files and pictures that do not exist, and for paths that try to leave', async () => {
    expect((await ask(files.signedUrl(randomUUID()))).status).toBe(404);
    const images = `${files.url}/media/images/tracks`;
    for (const path of [
      `${randomUUID()}/300.jpg`,
      `${randomUUID()}/299.jpg`,
      'x/300.jpg',
      '../../x',
      `%2e%2e%2fetc/300.jpg`,
    ]) {
      expect((await ask(`${images}/${path}`)).status).toBe(404);
    }
  });

  it('asks the database once for a file that is read in many ranges', async () => {
    const fresh = (await files.upload(Uint8Array.from(await readFile(realTrack('March Thee to Dis'))))).body;
    const freshUrl = files.signedUrl(fresh.fileId ?? '');
    const query = jest.spyOn(files.test.get('file', DataSource).manager.connection, 'createQueryRunner');
    try {
      expect((await ask(freshUrl, { range: 'bytes=0-9' })).status).toBe(206);
      const before = query.mock.calls.length;
      for (let start = 0; start < 20; start++) await ask(freshUrl, { range: `bytes=${start}-` });
      expect(query.mock.calls.length).toBe(before);
    } finally {
      query.mockRestore();
    }
  });

  it('keeps two streams of one connection apart', async () => {
    const { port } = new URL(url);
    const target = url.slice(url.indexOf('/media'));
    const socket = connect(Number(port), '127.0.0.1');
    const get = (range: string, end = '') => `GET ${target} HTTP/1.1\r\nHost: x\r\nRange: bytes=${range}\r\n${end}\r\n`;
    socket.write(get('0-299999') + get('300000-599999', 'Connection: close\r\n'));
    const answer = await buffer(socket);
    const first = answer.indexOf('\r\n\r\n') + 4;
    expect(answer.subarray(first, first + 300_000).equals(content.subarray(0, 300_000))).toBe(true);
    expect(answer.subarray(-300_000).equals(content.subarray(300_000, 600_000))).toBe(true);
  });

  it('lets go of the file when a client goes away in the middle', async () => {
    const before = await openFiles();
    for (let n = 0; n < 30; n++) {
      await new Promise<void>((resolve) => {
        const request = httpRequest(url, (response) => {
          response.once('data', () => {
            response.destroy();
            resolve();
          });
          response.on('error', () => undefined);
        });
        request.on('error', () => undefined).end();
      });
    }
    await eventually(async () => expect(await openFiles()).toBeLessThanOrEqual(before + 2));
    expect((await ask(url)).body.equals(content)).toBe(true);
  });

  it('serves everybody while many clients read slowly', async () => {
    const { port } = new URL(url);
    const target = url.slice(url.indexOf('/media'));
    const slow = Array.from({ length: 200 }, () => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
      socket.pause();
      return socket;
    });
    try {
      const quick = await Promise.all(Array.from({ length: 5 }, () => ask(url)));
      expect(quick.every(({ body }) => body.equals(content))).toBe(true);
    } finally {
      for (const socket of slow) socket.destroy();
    }
  });

  it('breaks off, rather than pretend, when a file turns out shorter than recorded', async () => {
    const damaged = (await files.upload(Uint8Array.from(await readFile(realTrack('Apex Aleph'))))).body;
    await files.test
      .get('file', DataSource)
      .query('UPDATE files SET size = size + 1000 WHERE id = $1', [damaged.fileId]);
    await expect(ask(files.signedUrl(damaged.fileId ?? ''))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('answers 404 once a track is deleted, and leaves nothing in storage', async () => {
    const doomed = (await files.upload(Uint8Array.from(await readFile(realTrack('Chimes They Fade'))))).body;
    const doomedUrl = files.signedUrl(doomed.fileId ?? '');
    const key = files.tracks.get(doomed.id)?.filePath ?? '';
    expect((await ask(doomedUrl)).status).toBe(200);
    const payload = { trackId: doomed.id, venueId: doomed.venueId, fileId: doomed.fileId, title: doomed.title };
    await files.test.messages.publish(trackDeleted, payload);
    await files.test.messages.publish(trackDeleted, payload);
    await eventually(async () => expect((await ask(doomedUrl)).status).toBe(404));
    // Every replica refuses it as soon as it hears of it; one of them clears up in its own time.
    await eventually(async () => {
      expect(await files.stored()).not.toContain(key);
      const rows = files.test.get('file', DataSource).query('SELECT 1 FROM files WHERE track_id = $1', [doomed.id]);
      expect(await rows).toEqual([]);
    });
  });

  it('answers 404 when the file was removed through another replica', async () => {
    const gone = (await files.upload(Uint8Array.from(await readFile(realTrack('Coherence'))))).body;
    const goneUrl = files.signedUrl(gone.fileId ?? '');
    expect((await ask(goneUrl)).status).toBe(200);
    await rm(join(files.storageFolder, files.tracks.get(gone.id)?.filePath ?? ''));
    const answer = await ask(goneUrl);
    expect(answer).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect(answer.headers['content-range']).toBeUndefined();
  });

  it('tells that storage works on the readiness probe', async () => {
    // A check that takes two seconds has failed, and a busy disk may take them.
    await eventually(async () => {
      const { checks } = JSON.parse((await ask(`${files.url}/health/ready`)).body.toString()) as {
        checks: { name: string; status: string }[];
      };
      expect(checks.find(({ name }) => name === 'storage')).toMatchObject({ status: 'up' });
    });
  });
});
