import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { closeSync } from 'node:fs';
import { LocalStorage, storageError } from './local-storage';
import { ObjectMissing, StorageFull } from './storage-driver';
import { artworkKey, audioKey, type StorageKey, temporaryKey } from './storage-key';

const trackId = '01930c3e-7b7a-7000-8000-000000000001';
const key = audioKey({ trackId, artist: 'Artist', album: 'Album', extension: 'mp3', storedAt: new Date(0) });

describe('LocalStorage', () => {
  let root: string;
  let storage: LocalStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'djamms-storage-'));
    storage = new LocalStorage(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = async (target: StorageKey, content: string): Promise<void> =>
    pipeline([Buffer.from(content)], await storage.createWriteStream(target));
  const store = async (target: StorageKey, content: string): Promise<void> => {
    const temporary = temporaryKey('upload');
    await write(temporary, content);
    await storage.publish(temporary, target);
  };

  it('shows an object only once it is published, whole', async () => {
    await write(temporaryKey('one'), 'hello');
    expect(await storage.stat(key)).toBeNull();
    await storage.publish(temporaryKey('one'), key);
    expect(await storage.stat(key)).toMatchObject({ size: 5 });
    expect(await storage.stat(temporaryKey('one'))).toBeNull();
    expect(await readFile(join(root, key), 'utf8')).toBe('hello');
  });

  it('reads the whole object or a span of it', async () => {
    await store(key, '0123456789');
    expect((await buffer(await storage.createReadStream(key))).toString()).toBe('0123456789');
    expect((await buffer(await storage.createReadStream(key, { start: 3, end: 5 }))).toString()).toBe('345');
  });

  it('says that an object is missing before anything is read', async () => {
    await expect(storage.createReadStream(key)).rejects.toBeInstanceOf(ObjectMissing);
    await expect(storage.openFile(key)).rejects.toBeInstanceOf(ObjectMissing);
    await expect(storage.publish(temporaryKey('none'), key)).rejects.toBeInstanceOf(ObjectMissing);
    await expect(storage.withLocalFile(key, async () => 1)).rejects.toBeInstanceOf(ObjectMissing);
  });

  it('gives outside programs a path', async () => {
    await store(key, 'abc');
    expect(await storage.withLocalFile(key, (path) => readFile(path, 'utf8'))).toBe('abc');
    closeSync(await storage.openFile(key));
  });

  it('removes an object and the folders that it leaves empty, twice without complaint', async () => {
    await store(key, 'abc');
    await store(artworkKey(trackId, 150), 'x');
    await storage.remove(key);
    await storage.remove(key);
    expect(await readdir(join(root, 'audio'))).toEqual([]);
    expect(await storage.stat(artworkKey(trackId, 150))).not.toBeNull();
  });

  it('publishes into a folder that is being emptied', async () => {
    const neighbours = Array.from({ length: 30 }, (_, n) =>
      audioKey({ trackId: `track-${n}`, artist: 'Artist', album: 'Album', extension: 'mp3', storedAt: new Date(0) }),
    );
    await Promise.all(
      neighbours.map(async (neighbour, n) => {
        await write(temporaryKey(`n${n}`), 'x');
        await storage.publish(temporaryKey(`n${n}`), neighbour);
        if (n % 2) await storage.remove(neighbour);
      }),
    );
    const left = await Promise.all(neighbours.map((neighbour) => storage.stat(neighbour)));
    expect(left.filter(Boolean)).toHaveLength(15);
  });

  it('finds uploads that were left unfinished', async () => {
    await write(temporaryKey('old'), 'x');
    await write(temporaryKey('new'), 'x');
    await utimes(join(root, temporaryKey('old')), new Date(1000), new Date(1000));
    const found: string[] = [];
    for await (const entry of storage.listTemporary(new Date(Date.now() - 60_000))) found.push(entry);
    expect(found).toEqual([temporaryKey('old')]);
  });

  it('proves that it can be written and tells the free space', async () => {
    const { free } = await storage.check();
    expect(free).toBeGreaterThan(0);
    expect(await readdir(join(root, 'temporary'))).toEqual([]);
  });

  it('fails its check when the folder cannot be made', async () => {
    await expect(new LocalStorage('/dev/null/storage').check()).rejects.toThrow();
  });

  it('tells a full disk from other trouble', () => {
    expect(storageError(Object.assign(new Error('x'), { code: 'ENOSPC' }), key)).toBeInstanceOf(StorageFull);
    expect(storageError(Object.assign(new Error('x'), { code: 'ENOENT' }), key)).toBeInstanceOf(ObjectMissing);
    const other = Object.assign(new Error('x'), { code: 'EIO' });
    expect(storageError(other, key)).toBe(other);
  });
});
