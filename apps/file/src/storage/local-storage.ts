import { createReadStream, createWriteStream, open as openCallback } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Readable, type Writable } from 'node:stream';
import { promisify } from 'node:util';
import { Logger } from '@nestjs/common';
import {
  type ByteSpan,
  ObjectMissing,
  StorageDriver,
  StorageFull,
  type StorageSpace,
  type StoredObject,
} from './storage-driver';
import { storageKeyOrNull, type StorageKey, temporaryKey } from './storage-key';

const temporaryFolder = 'temporary';
/** A disk that takes longer than this to hold a file is worth a line in the log: uploads wait for it. */
const slowMs = 10_000;
const openDescriptor = promisify(openCallback);

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Makes errors of the file system say what they mean to a caller. */
export function storageError(error: unknown, key: StorageKey): unknown {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ObjectMissing(key);
    case 'ENOSPC':
    case 'EDQUOT':
      return new StorageFull(error);
    default:
      return error;
  }
}

/** Objects as files below one folder. The temporary ones are on the same disk, so that publishing is one rename. */
export class LocalStorage extends StorageDriver {
  private readonly logger = new Logger('LocalStorage');
  private readonly root: string;

  constructor(root: string) {
    super();
    this.root = resolve(root);
  }

  /** The file of a key; a second lock behind StorageKey, which holds no separators or dots of its own. */
  pathOf(key: StorageKey): string {
    const path = join(this.root, ...key.split('/'));
    const inside = relative(this.root, path);
    if (inside === '' || inside.startsWith('..') || inside.includes(`..${sep}`)) {
      throw new RangeError('a storage key must stay inside the storage folder');
    }
    return path;
  }

  async createWriteStream(key: StorageKey): Promise<Writable> {
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    const handle = await this.guarded(key, () => open(path, 'w', 0o640));
    return createWriteStream(path, { fd: handle, highWaterMark: 256 * 1024 });
  }

  async publish(temporary: StorageKey, key: StorageKey): Promise<void> {
    const source = this.pathOf(temporary);
    const target = this.pathOf(key);
    const slow = setTimeout(() => this.logger.warn(`The disk has not taken ${key} for ${slowMs / 1000} s`), slowMs);
    await this.guarded(temporary, async () => {
      await withHandle(source, 'r', (handle) => handle.sync());
      await this.renameIntoFolder(source, target);
      // The new name is on disk only when its folder is.
      await withHandle(dirname(target), 'r', (handle) => handle.sync());
    }).finally(() => clearTimeout(slow));
  }

  async stat(key: StorageKey): Promise<StoredObject | null> {
    try {
      const found = await stat(this.pathOf(key));
      return found.isFile() ? { size: found.size, modifiedAt: found.mtime } : null;
    } catch (error) {
      if (storageError(error, key) instanceof ObjectMissing) return null;
      throw error;
    }
  }

  async createReadStream(key: StorageKey, span?: ByteSpan): Promise<Readable> {
    const path = this.pathOf(key);
    const handle = await this.guarded(key, () => open(path, 'r'));
    return createReadStream(path, { fd: handle, highWaterMark: 256 * 1024, ...span });
  }

  async withLocalFile<T>(key: StorageKey, use: (path: string) => Promise<T>): Promise<T> {
    if ((await this.stat(key)) === null) throw new ObjectMissing(key);
    return use(this.pathOf(key));
  }

  async remove(key: StorageKey): Promise<void> {
    const path = this.pathOf(key);
    await rm(path, { force: true });
    await this.removeEmptyFolders(dirname(path));
  }

  async removeUnfinished(before: Date): Promise<number> {
    const folder = join(this.root, temporaryFolder);
    await mkdir(folder, { recursive: true });
    let removed = 0;
    for await (const entry of await opendir(folder)) {
      const key = storageKeyOrNull(`${temporaryFolder}/${entry.name}`);
      if (!key || !entry.isFile()) continue;
      const found = await this.stat(key);
      if (!found || found.modifiedAt >= before) continue;
      await this.remove(key);
      removed += 1;
    }
    return removed;
  }

  async check(): Promise<StorageSpace> {
    const key = temporaryKey(`check-${randomUUID()}`);
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    try {
      await this.guarded(key, () => withHandle(path, 'wx', (handle) => handle.writeFile('ok')));
    } finally {
      await rm(path, { force: true });
    }
    const disk = await statfs(this.root);
    return { free: disk.bavail * disk.bsize };
  }

  async openFile(key: StorageKey): Promise<number> {
    return this.guarded(key, () => openDescriptor(this.pathOf(key), 'r'));
  }

  private async guarded<T>(key: StorageKey, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(error, key);
    }
  }

  /** Removal of the last file elsewhere may take the folder away between making and using it: try again. */
  private async renameIntoFolder(source: string, target: string, attempts = 5): Promise<void> {
    await mkdir(dirname(target), { recursive: true });
    try {
      await rename(source, target);
    } catch (error) {
      const folderVanished = codeOf(error) === 'ENOENT' && (await exists(source));
      if (!folderVanished || attempts === 1) throw error;
      await this.renameIntoFolder(source, target, attempts - 1);
    }
  }

  /** Takes empty artist and album folders away; stops at the first that still holds something. */
  private async removeEmptyFolders(folder: string): Promise<void> {
    const inside = relative(this.root, folder);
    if (inside === '' || inside.startsWith('..') || !inside.includes(sep)) return;
    try {
      await rmdir(folder);
    } catch {
      return;
    }
    await this.removeEmptyFolders(dirname(folder));
  }
}

async function withHandle<T>(path: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, flags);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
