import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { type S3Config } from '@djamms/platform';
import { eventually, FakeS3 } from '@djamms/testing';
import { itStores, newKey, read, store, write } from '../../../test/storage/driver-specification';
import { StorageFull } from '../storage-driver';
import { temporaryKey } from '../storage-key';
import { LocalCopies } from './local-copies';
import { createS3Client } from './s3-client';
import { S3Storage } from './s3-storage';

const configOf = (fake: FakeS3): S3Config & { credentials: NonNullable<S3Config['credentials']> } => ({
  bucket: fake.bucketName,
  endpoint: fake.url,
  region: fake.region,
  credentials: { ...fake.keys, sessionToken: undefined },
});

describe('a bucket', () => {
  let fake: FakeS3;
  let copies: string;
  let storage: S3Storage;

  beforeEach(async () => {
    fake = await FakeS3.start();
    copies = await mkdtemp(join(tmpdir(), 'djamms-copies-test-'));
    storage = new S3Storage(configOf(fake), undefined, new LocalCopies(copies));
  });
  afterEach(async () => {
    expect(await readdir(copies)).toEqual([]);
    await rm(copies, { recursive: true });
    await fake.stop();
  });

  const count = (part: string): number => fake.asked.filter((line) => line.startsWith(part)).length;

  describe('as storage', () =>
    itStores(async () => [storage, new S3Storage(configOf(fake), undefined, new LocalCopies(copies))]));

  it('tries again when the server is busy or breaks the connection', async () => {
    const busy = { status: 503, code: 'SlowDown' };
    fake.fail(
      { matches: (method) => method === 'PUT', effect: busy },
      { matches: (method) => method === 'PUT', effect: { status: 500, code: 'InternalError' } },
      { matches: (method) => method === 'GET', effect: busy },
      { matches: (method) => method === 'DELETE', effect: busy },
    );
    const key = newKey();
    await store(storage, key, 'abc');
    expect((await read(storage, key)).toString()).toBe('abc');
  });

  it('reads on where the connection broke, on the same content', async () => {
    const key = newKey();
    const content = randomBytes(3_000_000);
    await store(storage, key, content);
    const isRead = (method: string): boolean => method === 'GET';
    fake.fail({ matches: isRead, effect: { cutAfter: 1_000_000 } }, { matches: isRead, effect: { cutAfter: 500_000 } });
    expect((await read(storage, key)).equals(content)).toBe(true);
    expect(count('GET')).toBe(3);

    fake.fail({ matches: isRead, effect: { cutAfter: 1_000_000 } });
    const stream = await storage.createReadStream(key);
    await store(storage, key, randomBytes(3_000_000));
    await expect(buffer(stream)).rejects.toThrow('PreconditionFailed');
  });

  it('lets go of the connection of a reader that leaves, before or after its first byte', async () => {
    const key = newKey();
    await store(storage, key, randomBytes(5_000_000));
    const unread = await storage.createReadStream(key);
    unread.destroy();
    const begun = await storage.createReadStream(key);
    for await (const _chunk of begun) break;
    // What holds a connection would hold this up for ever.
    await fake.stop();
    fake = await FakeS3.start();
  });

  it('takes its parts back when an upload is broken off', async () => {
    const sink = await storage.createWriteStream(temporaryKey('half'));
    const sending = pipeline(async function* () {
      for (let part = 0; part < 70; part += 1) yield randomBytes(100_000);
      expect(fake.bucket.uploads.size).toBe(1);
      throw new Error('The sender went away');
    }, sink);
    await expect(sending).rejects.toThrow('went away');
    for (let tries = 0; fake.bucket.uploads.size > 0 && tries < 100; tries += 1) await sleep(20);
    expect([fake.bucket.uploads.size, fake.bucket.objects.size]).toEqual([0, 0]);
  });

  it('cleans up parts that nobody took back, page by page, and leaves what others put there', async () => {
    fake.bucket.begin(temporaryKey('crashed'));
    for (let number = 0; number < 7; number += 1) await write(storage, temporaryKey(`left-${number}`), 'x');
    fake.bucket.put('temporary/not ours?', Buffer.from('x'));
    expect(await storage.removeUnfinished(new Date(Date.now() - 60_000))).toBe(0);
    expect(await storage.removeUnfinished(new Date(Date.now() + 1_000))).toBe(8);
    expect(fake.bucket.uploads.size).toBe(0);
    expect([...fake.bucket.objects.keys()]).toEqual(['temporary/not ours?']);
  });

  it('says that the storage is full', async () => {
    fake.fail({ matches: (method) => method === 'PUT', effect: { status: 507, code: 'XMinioStorageFull' } });
    for (let more = 0; more < 3; more += 1)
      fake.fail({ matches: (method) => method === 'PUT', effect: { status: 507, code: 'XMinioStorageFull' } });
    await expect(write(storage, temporaryKey('x'), 'abc')).rejects.toBeInstanceOf(StorageFull);
  });

  it('keeps a bounded number of copies on the disk', async () => {
    const key = newKey();
    await store(storage, key, 'abc');
    let open = 0;
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const use = async (): Promise<void> => {
      open += 1;
      await finished;
    };
    const users = Array.from({ length: 10 }, () => storage.withLocalFile(key, use));
    await eventually(() => expect(open).toBe(4));
    await sleep(200);
    expect(open).toBe(4);
    finish();
    await Promise.all(users);
    expect(open).toBe(10);
  });

  it('removes copies that a process left behind when it died', async () => {
    const key = newKey();
    await store(storage, key, 'abc');
    const [old, fresh] = [join(copies, 'copy-old'), join(copies, 'copy-fresh')];
    for (const folder of [old, fresh]) await mkdir(folder);
    await utimes(old, new Date(0), new Date(0));
    await storage.withLocalFile(key, async () => undefined);
    expect([existsSync(old), existsSync(fresh)]).toEqual([false, true]);
    await rm(fresh, { recursive: true });
  });

  it('asks little however often its health is asked for', async () => {
    for (let probe = 0; probe < 10; probe += 1) await storage.check();
    await Promise.all(Array.from({ length: 5 }, () => storage.check()));
    expect(fake.asked).toHaveLength(3);
  });

  it.each([
    ['bucket', { bucket: 'elsewhere' }, /^there is no bucket “elsewhere” at http:/],
    [
      'key',
      { credentials: { accessKeyId: 'who', secretAccessKey: 'x', sessionToken: undefined } },
      /^AWS_ACCESS_KEY_ID is not known/,
    ],
    [
      'secret',
      { credentials: { accessKeyId: 'test-key', secretAccessKey: 'x', sessionToken: undefined } },
      /^AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID$/,
    ],
    ['endpoint', { endpoint: 'http://127.0.0.1:1' }, /^http:\/\/127.0.0.1:1 does not answer: .*ECONNREFUSED/],
  ])('tells an operator that the %s is wrong', async (_what, wrong, message) => {
    await expect(new S3Storage({ ...configOf(fake), ...wrong }).check()).rejects.toThrow(message);
  });

  it('tells an operator what the credentials must be allowed to do', async () => {
    fake.fail({ matches: (method) => method === 'PUT', effect: { status: 403, code: 'AccessDenied' } });
    await expect(storage.check()).rejects.toThrow('they need s3:GetObject, PutObject');
    await expect(storage.check()).resolves.toEqual({ free: null });
  });
});

const real = {
  endpoint: process.env.DJAMMS_TEST_S3_ENDPOINT,
  accessKeyId: process.env.DJAMMS_TEST_S3_KEY ?? '',
  secretAccessKey: process.env.DJAMMS_TEST_S3_SECRET ?? '',
};

/** Where a real server is given: `DJAMMS_TEST_S3_ENDPOINT`, `DJAMMS_TEST_S3_KEY`, `DJAMMS_TEST_S3_SECRET`. */
if (real.endpoint !== undefined)
  describe(`a bucket of the server at ${real.endpoint}`, () => {
    itStores(async () => {
      const { endpoint, ...keys } = real;
      const bucket = `djamms-${randomUUID()}`;
      const config = { bucket, endpoint, region: 'us-east-1', credentials: { ...keys, sessionToken: undefined } };
      const client = createS3Client(config);
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      return [new S3Storage(config, client), new S3Storage(config)];
    });
  });
