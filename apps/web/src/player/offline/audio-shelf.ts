import { type StoredAudio, database } from './database';

/** The songs on this device. What it holds is known at once; their bytes are read when they are played. */
export class AudioShelf {
  private readonly stored = new Map<string, StoredAudio>();
  /** Where the browser keeps nothing on disk: a few songs in memory. */
  private readonly inMemory = new Map<string, Blob>();
  private readonly listeners = new Set<() => void>();

  /** @param keepsNothing the browser has no storage for this page */
  keepsNothing = false;

  async open(): Promise<void> {
    try {
      for (const entry of await (await database()).getAll('audio')) this.stored.set(entry.key, entry);
    } catch {
      this.keepsNothing = true;
    }
    this.changed();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  list(): StoredAudio[] {
    return [...this.stored.values()];
  }

  hasKey(key: string): boolean {
    return this.stored.has(key);
  }

  hasTrack(trackId: string): boolean {
    return this.entryOf(trackId) !== undefined;
  }

  get bytes(): number {
    return this.list().reduce((sum, entry) => sum + entry.bytes, 0);
  }

  /** The song's bytes, or null when they are not here, or no longer. */
  async read(trackId: string): Promise<Blob | null> {
    const entry = this.entryOf(trackId);
    if (entry === undefined) return null;
    const blob = this.inMemory.get(entry.key) ?? (await this.fromDisk(entry.key));
    if (blob === undefined) {
      await this.remove(entry.key);
      return null;
    }
    void this.touch(entry);
    return blob;
  }

  /** Rejects when there is no room. */
  async put(key: string, trackId: string, blob: Blob): Promise<void> {
    const entry: StoredAudio = { key, trackId, bytes: blob.size, usedAt: Date.now() };
    if (this.keepsNothing) this.inMemory.set(key, blob);
    else {
      const db = await database();
      const transaction = db.transaction(['audio', 'bytes'], 'readwrite');
      await Promise.all([
        transaction.objectStore('audio').put(entry),
        transaction.objectStore('bytes').put(blob, key),
        transaction.done,
      ]);
    }
    this.stored.set(key, entry);
    this.changed();
  }

  async remove(key: string): Promise<void> {
    this.stored.delete(key);
    this.inMemory.delete(key);
    this.changed();
    if (this.keepsNothing) return;
    const db = await database();
    const transaction = db.transaction(['audio', 'bytes'], 'readwrite');
    await Promise.all([
      transaction.objectStore('audio').delete(key),
      transaction.objectStore('bytes').delete(key),
      transaction.done,
    ]);
  }

  /** A copy that can't be played is worse than none. */
  async discard(trackId: string): Promise<void> {
    const keys = this.list().filter((entry) => entry.trackId === trackId);
    await Promise.all(keys.map(({ key }) => this.remove(key)));
  }

  private entryOf(trackId: string): StoredAudio | undefined {
    return this.list().findLast((entry) => entry.trackId === trackId);
  }

  private async fromDisk(key: string): Promise<Blob | undefined> {
    try {
      return await (await database()).get('bytes', key);
    } catch {
      return undefined;
    }
  }

  private async touch(entry: StoredAudio): Promise<void> {
    const touched = { ...entry, usedAt: Date.now() };
    this.stored.set(entry.key, touched);
    if (!this.keepsNothing) await (await database()).put('audio', touched);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
