import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { ObjectMissing, type StorageDriver } from '../../src/storage/storage-driver';
import { artworkKey, audioKey, type StorageKey, temporaryKey } from '../../src/storage/storage-key';

export const trackId = '01930c3e-7b7a-7000-8000-000000000001';
export const newKey = (): StorageKey =>
  audioKey({ trackId: randomUUID(), artist: 'Artist', album: 'Album', extension: 'mp3', storedAt: new Date(0) });

export async function write(storage: StorageDriver, key: StorageKey, content: string | Buffer): Promise<void> {
  await pipeline([Buffer.from(content)], await storage.createWriteStream(key));
}

export async function store(storage: StorageDriver, key: StorageKey, content: string | Buffer): Promise<void> {
  const temporary = temporaryKey(randomUUID());
  await write(storage, temporary, content);
  await storage.publish(temporary, key);
}

export const read = async (storage: StorageDriver, key: StorageKey): Promise<Buffer> =>
  buffer(await storage.createReadStream(key));

const hash = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Only decides how long a failing test takes, on a machine that may be busy. */
jest.setTimeout(120_000);

/** What every storage does. `make` gives two drivers on the same storage, as two replicas have them. */
export function itStores(make: () => Promise<readonly [StorageDriver, StorageDriver]>): void {
  let storage: StorageDriver;
  let replica: StorageDriver;
  let key: StorageKey;

  beforeEach(async () => {
    [storage, replica] = await make();
    key = newKey();
  });

  it('shows an object only once it is published, whole, and to every replica', async () => {
    const temporary = temporaryKey(randomUUID());
    await write(storage, temporary, 'hello');
    expect(await replica.stat(key)).toBeNull();
    await storage.publish(temporary, key);
    expect(await replica.stat(key)).toMatchObject({ size: 5 });
    expect(await replica.stat(temporary)).toBeNull();
    expect((await read(replica, key)).toString()).toBe('hello');
  });

  it.each([
    ['nothing', 0],
    ['a little', 10],
    ['just five megabytes', 5 * 1024 * 1024],
    ['many megabytes', 12_345_678],
  ])('keeps %s as it is', async (_what, size) => {
    const content = randomBytes(size);
    const temporary = temporaryKey(randomUUID());
    const chunks = Array.from({ length: Math.ceil(size / 100_000) }, (_, n) =>
      content.subarray(n * 100_000, (n + 1) * 100_000),
    );
    await pipeline(chunks, await storage.createWriteStream(temporary));
    await storage.publish(temporary, key);
    expect(await storage.stat(key)).toMatchObject({ size });
    expect(hash(await read(storage, key))).toBe(hash(content));
  });

  it('replaces an object at once', async () => {
    await store(storage, key, 'old');
    await store(replica, key, 'new and longer');
    expect((await read(storage, key)).toString()).toBe('new and longer');
  });

  it('reads a span', async () => {
    await store(storage, key, '0123456789');
    expect((await buffer(await storage.createReadStream(key, { start: 3, end: 5 }))).toString()).toBe('345');
    expect((await buffer(await storage.createReadStream(key, { start: 9, end: 9 }))).toString()).toBe('9');
  });

  it('says that an object is missing before anything is read', async () => {
    await expect(storage.createReadStream(key)).rejects.toBeInstanceOf(ObjectMissing);
    await expect(storage.publish(temporaryKey(randomUUID()), key)).rejects.toBeInstanceOf(ObjectMissing);
    await expect(storage.withLocalFile(key, async () => 1)).rejects.toBeInstanceOf(ObjectMissing);
    expect(await storage.stat(key)).toBeNull();
  });

  it('gives outside programs a path', async () => {
    await store(storage, key, 'abc');
    expect(await storage.withLocalFile(key, (path) => readFile(path, 'utf8'))).toBe('abc');
  });

  it('removes an object, twice without complaint, and no other', async () => {
    await store(storage, key, 'abc');
    await store(storage, artworkKey(trackId, 150), 'x');
    await storage.remove(key);
    await storage.remove(key);
    expect(await storage.stat(key)).toBeNull();
    expect(await storage.stat(artworkKey(trackId, 150))).not.toBeNull();
    await storage.remove(artworkKey(trackId, 150));
  });

  it('leaves nothing to be seen of what was broken off, and cleans up', async () => {
    const [broken, unpublished, published] = [temporaryKey(randomUUID()), temporaryKey(randomUUID()), newKey()];
    const failing = function* () {
      for (let part = 0; part < 60; part += 1) yield randomBytes(100_000);
      throw new Error('The sender went away');
    };
    await expect(pipeline(failing(), await storage.createWriteStream(broken))).rejects.toThrow('went away');
    await storage.remove(broken);
    await write(storage, unpublished, 'left by a crash');
    await store(storage, published, 'of a song');
    expect(await storage.removeUnfinished(new Date(Date.now() - 3_600_000))).toBe(0);
    expect(await storage.stat(unpublished)).not.toBeNull();
    // Times are kept by the second, and by the server's clock.
    await sleep(1_100);
    expect(await replica.removeUnfinished(new Date(Date.now() + 1_000))).toBeGreaterThanOrEqual(1);
    for (const gone of [broken, unpublished]) expect(await storage.stat(gone)).toBeNull();
    expect(await storage.stat(published)).not.toBeNull();
    expect(await storage.removeUnfinished(new Date())).toBe(0);
  });

  it('proves that it can be written, and leaves nothing of the proof', async () => {
    const { free } = await storage.check();
    expect(free === null || free > 0).toBe(true);
    expect(await replica.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
  });

  it('keeps no file of an object that was read, whatever was done with it', async () => {
    await store(storage, key, 'abc');
    const paths: string[] = [];
    const fails = (path: string): Promise<never> => {
      paths.push(path);
      return Promise.reject(new Error('no use'));
    };
    await expect(storage.withLocalFile(key, fails)).rejects.toThrow('no use');
    await storage.remove(key);
    expect(paths.map((path) => existsSync(path))).toEqual([false]);
  });
}
