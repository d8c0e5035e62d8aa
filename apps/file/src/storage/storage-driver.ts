import { type Readable, type Writable } from 'node:stream';
import { type StorageKey } from './storage-key';

export interface StoredObject {
  /** Bytes. */
  size: number;
  modifiedAt: Date;
}

/** First and last byte, both included, as in an HTTP range. */
export interface ByteSpan {
  start: number;
  end: number;
}

export interface StorageSpace {
  /** Bytes that can still be written; null where the storage knows no bounds. */
  free: number | null;
}

/** No object has this key. */
export class ObjectMissing extends Error {
  constructor(key: string) {
    super(`nothing is stored under ${key}`);
    this.name = 'ObjectMissing';
  }
}

/** There is no room for what was being written. */
export class StorageFull extends Error {
  constructor(cause: unknown) {
    super('the storage is full', { cause });
    this.name = 'StorageFull';
  }
}

/**
 * Where the bytes are: a folder, or an S3 bucket. An object is written under a temporary key and becomes visible
 * under its own only by `publish`, whole. Every operation may be repeated.
 */
export abstract class StorageDriver {
  /** Its `finish` means that everything is stored; destroying it early may leave something behind: call `remove`. */
  abstract createWriteStream(key: StorageKey): Promise<Writable>;
  /** Moves an object at once and durably, replacing what was there. Throws ObjectMissing. */
  abstract publish(temporary: StorageKey, key: StorageKey): Promise<void>;
  abstract stat(key: StorageKey): Promise<StoredObject | null>;
  /** Opens before it resolves, so that the stream fails only in the middle. Throws ObjectMissing. */
  abstract createReadStream(key: StorageKey, span?: ByteSpan): Promise<Readable>;
  /** Gives outside programs a file to read; it may go away when `use` ends. Throws ObjectMissing. */
  abstract withLocalFile<T>(key: StorageKey, use: (path: string) => Promise<T>): Promise<T>;
  /** Removes the object, if there is one. */
  abstract remove(key: StorageKey): Promise<void>;
  /** Removes what unfinished uploads left behind that was last written before `before`. @returns how many */
  abstract removeUnfinished(before: Date): Promise<number>;
  /** Proves that an object can be written and read back. Throws when not. */
  abstract check(): Promise<StorageSpace>;
  /**
   * The open file behind an object, where it is one: serving reads it directly, which costs half of a stream.
   * Null for storage that is not a local disk. The caller closes it. Throws ObjectMissing.
   */
  abstract openFile(key: StorageKey): Promise<number | null>;
}
