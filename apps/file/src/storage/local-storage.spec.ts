import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeSync } from 'node:fs';
import { itStores, newKey, store, trackId, write } from '../../test/storage/driver-specification';
import { LocalStorage, storageError } from './local-storage';
import { ObjectMissing, StorageFull } from './storage-driver';
import { artworkKey, audioKey, temporaryKey } from './storage-key';

describe('a folder', () => {
  let root: string;
  let storage: LocalStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'djamms-storage-'));
    storage = new LocalStorage(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  describe('as storage', () => itStores(async () => [new LocalStorage(root), new LocalStorage(root)]));

  it('opens a file for those who read it directly', async () => {
    const key = newKey();
    await expect(storage.openFile(key)).rejects.toBeInstanceOf(ObjectMissing);
    await store(storage, key, 'abc');
    closeSync(await storage.openFile(key));
  });

  it('removes the folders that it leaves empty', async () => {
    const key = newKey();
    await store(storage, key, 'abc');
    await store(storage, artworkKey(trackId, 150), 'x');
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
        await write(storage, temporaryKey(`n${n}`), 'x');
        await storage.publish(temporaryKey(`n${n}`), neighbour);
        if (n % 2) await storage.remove(neighbour);
      }),
    );
    const left = await Promise.all(neighbours.map((neighbour) => storage.stat(neighbour)));
    expect(left.filter(Boolean)).toHaveLength(15);
  });

  it('removes uploads that were left unfinished, and no fresh one', async () => {
    await write(storage, temporaryKey('old'), 'x');
    await write(storage, temporaryKey('new'), 'x');
    await utimes(join(root, temporaryKey('old')), new Date(1000), new Date(1000));
    expect(await storage.removeUnfinished(new Date(Date.now() - 60_000))).toBe(1);
    expect(await readdir(join(root, 'temporary'))).toEqual(['new.part']);
  });

  it('tells the free space', async () => {
    const { free } = await storage.check();
    expect(free).toBeGreaterThan(0);
    expect(await readdir(join(root, 'temporary'))).toEqual([]);
  });

  it('fails its check when the folder cannot be made', async () => {
    await expect(new LocalStorage('/dev/null/storage').check()).rejects.toThrow();
  });

  it('tells a full disk from other trouble', () => {
    const key = newKey();
    expect(storageError(Object.assign(new Error('x'), { code: 'ENOSPC' }), key)).toBeInstanceOf(StorageFull);
    expect(storageError(Object.assign(new Error('x'), { code: 'ENOENT' }), key)).toBeInstanceOf(ObjectMissing);
    const other = Object.assign(new Error('x'), { code: 'EIO' });
    expect(storageError(other, key)).toBe(other);
  });
});
