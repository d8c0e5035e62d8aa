import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { type EntityManager, In, LessThan, Repository } from 'typeorm';
import { LruCache } from '../media/lru-cache';
import { StorageDriver } from '../storage/storage-driver';
import { type ArtworkSize, artworkKey, artworkSizes, parseStorageKey } from '../storage/storage-key';
import { StoredFile } from './stored-file.entity';

/** Look-ups that are kept, so that a range request costs no query; about 400 bytes each. */
const cachedFiles = 10_000;
/** Replicas tell each other what changed; should one not hear it, it is right again after this. */
const cachedMs = 60_000;

/** Knows every object in storage. A row exists before its bytes do, so that nothing lies there unknown. */
@Injectable()
export class FilesService {
  private readonly cache = new LruCache<StoredFile>(cachedFiles, cachedMs);
  /** Ids of files and tracks that were deleted: nobody finds them any more, though the row goes a moment later. */
  private readonly gone = new LRUCache<string, true>({ max: cachedFiles, ttl: cachedMs });

  constructor(
    @InjectRepository(StoredFile) private readonly files: Repository<StoredFile>,
    private readonly storage: StorageDriver,
  ) {}

  /** From the cache where possible: what is found may have been deleted a moment ago by another replica. */
  async findAudio(id: string): Promise<StoredFile | null> {
    if (this.gone.has(id)) return null;
    return this.cache.get(id, () => this.files.findOneBy({ id, kind: 'audio' }));
  }

  /** As `findAudio`. */
  async findArtwork(trackId: string, size: ArtworkSize): Promise<StoredFile | null> {
    if (this.gone.has(trackId)) return null;
    const storageKey = artworkKey(trackId, size);
    return this.cache.get(storageKey, () => this.files.findOneBy({ storageKey, kind: 'artwork' }));
  }

  async add(file: Omit<StoredFile, 'createdAt'>): Promise<void> {
    await this.files.insert(file);
  }

  /** A track holds the file now. False when there is no such file. */
  async claim(id: string): Promise<boolean> {
    const { affected } = await this.files.update({ id }, { state: 'claimed' });
    return affected === 1;
  }

  /** The same of a file that nobody has claimed yet. False also when somebody else was first. */
  async claimStored(id: string): Promise<boolean> {
    const { affected } = await this.files.update({ id, state: 'stored' }, { state: 'claimed' });
    return affected === 1;
  }

  /** Oldest first. */
  unclaimed(before: Date, limit: number): Promise<StoredFile[]> {
    const where = { state: 'stored' as const, createdAt: LessThan(before) };
    return this.files.find({ where, order: { createdAt: 'ASC' }, take: limit });
  }

  /**
   * Removes the bytes, then the row: a crash in between leaves a row that the clean-up finds.
   * @returns false when somebody else was first
   */
  async remove(file: StoredFile): Promise<boolean> {
    this.forget(file.id, file.trackId);
    await this.storage.remove(parseStorageKey(file.storageKey));
    const { affected } = await this.files.delete({ id: file.id });
    return affected === 1;
  }

  /** Removes everything of a track, also pictures that were written but never recorded. May be repeated. */
  async removeTrack(manager: EntityManager, trackId: string): Promise<void> {
    const repository = manager.getRepository(StoredFile);
    const files = await repository.find({ where: { trackId }, lock: { mode: 'pessimistic_write' } });
    for (const file of files) {
      this.forget(file.id, trackId);
      await this.storage.remove(parseStorageKey(file.storageKey));
    }
    for (const size of artworkSizes) await this.storage.remove(artworkKey(trackId, size));
    if (files.length > 0) await repository.delete({ id: In(files.map((file) => file.id)) });
  }

  /** Its track was deleted: from now on neither file nor pictures are found. Their ids are never used again. */
  markGone(id: string | null, trackId: string): void {
    this.forget(id, trackId);
    if (id !== null) this.gone.set(id, true);
    this.gone.set(trackId, true);
  }

  /** Drops what is kept of a file; its track's pictures too. */
  forget(id: string | null, trackId: string): void {
    if (id !== null) this.cache.delete(id);
    for (const size of artworkSizes) this.cache.delete(artworkKey(trackId, size));
  }
}
