import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { anonymous, commonErrors, DomainError, maxUploadBytes } from '@djamms/contracts';
import { eventually, ownerIdentity, userIdentity } from '@djamms/testing';
import { DataSource } from 'typeorm';
import { realTrack, unlike, Workshop } from './audio-vectors';
import { FileSystem } from './file-system';

const boundary = '----djamms-test';
const part = (name: string, fileName: string, content: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\n\r\n${content}\r\n`;

describe('uploading', () => {
  let files: FileSystem;
  let workshop: Workshop;

  beforeAll(async () => {
    [files, workshop] = await Promise.all([FileSystem.start(), Workshop.open()]);
  });
  afterAll(() => Promise.all([files.stop(), workshop.close()]));
  afterEach(() => {
    files.onCreate = () => undefined;
    files.afterCreate = () => undefined;
  });

  const rows = (): Promise<{ state: string; storage_key: string }[]> =>
    files.test.get('file', DataSource).query('SELECT * FROM files ORDER BY created_at');

  /** Nothing of a refused upload may remain, in storage or in the database. */
  async function leavesNothing<T>(work: () => Promise<T>): Promise<T> {
    const before = [await files.stored(), await rows()];
    const result = await work();
    await eventually(async () => expect([await files.stored(), await rows()]).toEqual(before));
    return result;
  }

  it('makes a real track of a real file, with its tags', async () => {
    const content = await readFile(realTrack('Apex Aleph'));
    const { status, body, headers } = await files.upload(Uint8Array.from(content), { name: 'whatever.bin' });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/music/tracks/${body.id}`);
    expect(body).toMatchObject({
      venueId: files.owner.venueId,
      title: 'Apex Aleph',
      artist: 'Maxstack',
      album: 'Endgame: Singularity Original Soundtrack',
      year: 2012,
      fileSize: 1_436_703,
      bitrate: 110_025,
    });
    expect(body.duration).toBeCloseTo(104.46, 1);
    const input = files.tracks.get(body.id);
    const now = new Date();
    const month = String(now.getUTCMonth() + 1).padStart(2, '0');
    const folder = `audio/${now.getUTCFullYear()}/${month}/maxstack/endgame-singularity-original-soundtrack`;
    expect(input).toMatchObject({ filePath: `${folder}/${body.id}.ogg`, mime: 'audio/ogg', typedFields: [] });
    expect(input?.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(await readFile(join(files.storageFolder, `${folder}/${body.id}.ogg`))).toEqual(content);
    expect((await rows()).find((row) => row.storage_key === input?.filePath)).toMatchObject({ state: 'claimed' });
  });

  it.each([
    ['mp3', 'audio/mpeg', []],
    ['flac', 'audio/flac', []],
    ['m4a', 'audio/mp4', []],
    ['m4a', 'audio/mp4', ['-f', 'mp4', '-brand', 'isom']],
    ['aac', 'audio/aac', []],
    ['opus', 'audio/ogg', []],
    ['ogg', 'audio/ogg', ['-c:a', 'libvorbis']],
    ['wav', 'audio/wav', []],
  ])('takes %s, whatever it is called', async (extension, mime, options) => {
    const source = await workshop.write('source.wav', unlike());
    const content = await readFile(await workshop.convert(source, `made.${extension}`, ...options));
    const { status, body } = await files.upload(Uint8Array.from(content), { name: 'evil.exe' });
    expect(status).toBe(201);
    expect(files.tracks.get(body.id)).toMatchObject({
      mime,
      filePath: expect.stringMatching(new RegExp(`\\.${extension}$`)),
    });
    expect(body).toMatchObject({ title: 'evil', artist: 'Unknown artist', album: null });
  });

  it('puts what the uploader typed before what the file says', async () => {
    const source = await workshop.write('tagged.wav', unlike());
    const tags = ['-metadata', 'title=Read', '-metadata', 'artist=Reader', '-metadata', 'genre=Jazz'];
    const content = await readFile(await workshop.convert(source, 'tagged.mp3', ...tags));
    const typed = { title: 'Typed', year: '1999', album: '' };
    const { body } = await files.upload(Uint8Array.from(content), {
      fields: { title: 'Typed' },
      lateFields: { year: '1999', album: '' },
    });
    expect(body).toMatchObject({ ...typed, year: 1999, album: null, artist: 'Reader', genre: 'Jazz' });
    expect(files.tracks.get(body.id)?.typedFields).toEqual(['title', 'year']);
  });

  it('keeps hostile names and tags harmless', async () => {
    const source = await workshop.write('hostile.wav', unlike());
    const tags = [
      '-metadata',
      'title=A\u0001B\u001b[31m\u202eC',
      '-metadata',
      `artist=../../${'x'.repeat(5000)}`,
      '-metadata',
      'album=..',
    ];
    const content = await readFile(await workshop.convert(source, 'hostile.mp3', ...tags));
    const { status, body } = await files.upload(Uint8Array.from(content), { name: '../../../../etc/passwd' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ title: 'A B [31m C', album: '..' });
    expect(body.artist).toHaveLength(300);
    expect(files.tracks.get(body.id)?.filePath).toMatch(/^audio\/\d{4}\/\d\d\/x+\/unknown-album\/[0-9a-f-]{36}\.mp3$/);
  });

  it('takes a bare file name as the title', async () => {
    const { body } = await files.upload(unlike(), { name: '../../x' });
    expect(body.title).toBe('x');
  });

  it.each([
    ['a text named .mp3', async () => Buffer.from('just a text, many times. '.repeat(500)), 415, 'not_audio'],
    [
      'a picture',
      async () =>
        Buffer.from(
          'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
          'base64',
        ),
      415,
      'not_audio',
    ],
    ['nothing', async () => Buffer.alloc(0), 415, 'not_audio'],
    [
      'a long ID3 tag with a text behind it',
      async () => Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x7f\x7f', 'latin1'), Buffer.alloc(30_000, 'text ')]),
      422,
      'audio_unreadable',
    ],
    [
      'an M4A file that lost its index',
      async () => Buffer.concat([Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0M4A mp42', 'latin1'), Buffer.alloc(9000)]),
      422,
      'audio_unreadable',
    ],
  ])('refuses %s', async (_, make, status, code) => {
    const content = Uint8Array.from(await make());
    const answer = await leavesNothing(() => files.upload(content, { name: 'song.mp3' }));
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('refuses films and lossless codecs that browsers do not play', async () => {
    const source = await workshop.write('codec.wav', unlike());
    const film = await workshop.convert(source, 'film.mp4', '-f', 'lavfi', '-i', 'color=s=64x64:d=1', '-c:v', 'mpeg4');
    const alac = await workshop.convert(source, 'alac.m4a', '-c:a', 'alac');
    for (const path of [film, alac]) {
      const content = Uint8Array.from(await readFile(path));
      const answer = await leavesNothing(() => files.upload(content));
      expect(answer).toMatchObject({ status: 415, body: { code: 'not_audio' } });
    }
  });

  it('refuses a file above 50 MB, announced or not', async () => {
    const large = Buffer.concat([unlike(), Buffer.alloc(60 * 1024 * 1024)]);
    const announced = await leavesNothing(() => files.upload(large));
    expect(announced).toMatchObject({ status: 413, body: { code: 'file_too_large' } });
    const barely = Buffer.concat([unlike(), Buffer.alloc(maxUploadBytes)]);
    const counted = await leavesNothing(() => files.upload(barely));
    expect(counted).toMatchObject({ status: 413, body: { code: 'file_too_large' } });
  });

  it('leaves nothing of an upload that is cut off halfway', async () => {
    const head = part('file', 'song.wav', '').slice(0, -2);
    await leavesNothing(async () => {
      const client = request(`${files.url}/media/uploads`, {
        method: 'POST',
        headers: {
          'x-djamms-call': files.signedCall(),
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': 10_000_000,
        },
      });
      client.on('error', () => undefined);
      client.write(head);
      client.write(unlike(5));
      await eventually(async () =>
        expect((await files.stored()).some((path) => path.startsWith('temporary/'))).toBe(true),
      );
      client.destroy();
    });
  });

  it('says that a form which ends too early is incomplete', async () => {
    const body = part('file', 'song.wav', unlike().toString('latin1')).slice(0, -100);
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const answer = await leavesNothing(() => files.post(Uint8Array.from(Buffer.from(body, 'latin1')), { headers }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'upload_incomplete' } });
  });

  it.each([
    ['an unknown field', { fields: { colour: 'red' } }, 'body'],
    ['a wrong year', { fields: { year: 'last' } }, 'year'],
    ['a field that is too long', { lateFields: { title: 'x'.repeat(301) } }, 'title'],
    ['a control character', { lateFields: { artist: 'a\u0007b' } }, 'artist'],
  ])('refuses %s and says where', async (_, options, path) => {
    const answer = await leavesNothing(() => files.upload(unlike(), options));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ path }] } });
  });

  it('refuses forms that are not one file', async () => {
    const two = ['a.wav', 'b.wav'].map((fileName) => ({ name: 'file', fileName, content: unlike() }));
    expect(await leavesNothing(() => files.postForm(two))).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    const none = [{ name: 'title', content: 'x' }];
    expect(await files.postForm(none)).toMatchObject({ status: 400, body: { code: 'file_missing' } });
    const misnamed = [{ name: 'song', fileName: 'a.wav', content: unlike() }];
    expect(await leavesNothing(() => files.postForm(misnamed))).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    const json = await files.post('{}', { headers: { 'content-type': 'application/json' } });
    expect(json).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const unbounded = await files.post('x', { headers: { 'content-type': 'multipart/form-data' } });
    expect(unbounded).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('takes uploads only with a genuine call, and only into venues of the caller', async () => {
    const headers = { 'x-djamms-call': 'e30.forged' };
    expect(await files.upload(unlike(), { headers })).toMatchObject({ status: 401 });
    const genuine = files.signedCall();
    const tampered = { 'x-djamms-call': `${Buffer.from('{}').toString('base64url')}.${genuine.split('.')[1]}` };
    expect(await files.upload(unlike(), { headers: tampered })).toMatchObject({ status: 401 });
    expect(await files.upload(unlike(), { identity: anonymous })).toMatchObject({ status: 401 });
    expect(await files.upload(unlike(), { identity: userIdentity({ role: 'guest' }) })).toMatchObject({ status: 403 });
    const other = `?venueId=${randomUUID()}`;
    expect(await files.upload(unlike(), { query: other })).toMatchObject({
      status: 404,
      body: { code: 'venue_not_found' },
    });
    const nowhere = { identity: userIdentity() };
    expect(await files.upload(unlike(), nowhere)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    const second = ownerIdentity();
    const mine = { identity: second, query: `?venueId=${second.venueId}` };
    expect(await files.upload(unlike(), mine)).toMatchObject({ status: 201, body: { venueId: second.venueId } });
  });

  it('passes on that the venue has the file already, and stores it once', async () => {
    const content = unlike();
    const first = await files.upload(content);
    const again = await leavesNothing(() => files.upload(content, { name: 'other name.mp3' }));
    expect(again).toMatchObject({ status: 409, body: { code: 'track_exists', context: { trackId: first.body.id } } });
  });

  it('takes the file back when the music service is not there to make a track', async () => {
    files.onCreate = () => {
      throw new DomainError(commonErrors.service_unavailable, 'Not now.', { retryAfter: 2 });
    };
    const answer = await leavesNothing(() => files.upload(unlike()));
    expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('keeps the file of a track that was made although the answer got lost', async () => {
    files.afterCreate = () => {
      throw new DomainError(commonErrors.bad_gateway, 'Garbled.');
    };
    const { status, body } = await files.upload(unlike());
    expect(status).toBe(201);
    const key = files.tracks.get(body.id)?.filePath;
    expect(await files.stored()).toContain(key);
    expect((await rows()).find((row) => row.storage_key === key)).toMatchObject({ state: 'claimed' });
  });

  it('takes ten uploads at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => files.upload(unlike(2))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
  });
});
