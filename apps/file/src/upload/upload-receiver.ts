import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { DomainError, maxUploadBytes, uploadErrors } from '@djamms/contracts';
import { newId } from '@djamms/platform';
import { notAudio, type AudioType, typeByBytes, typeHeadBytes } from '../audio/audio-type';
import { StorageDriver, StorageFull } from '../storage/storage-driver';
import { type StorageKey, temporaryKey } from '../storage/storage-key';

/** An upload that lies whole under a temporary key. */
export interface ReceivedFile {
  key: StorageKey;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** By the first bytes; the codec is not known yet. */
  type: AudioType;
}

/** Writes an upload to storage as it arrives: hashed, counted, and looked at, never held. */
@Injectable()
export class UploadReceiver {
  constructor(private readonly storage: StorageDriver) {}

  /**
   * What fails leaves nothing behind.
   * @throws DomainError `file_too_large`, `not_audio`, `storage_full`, `upload_incomplete`
   */
  async receive(source: Readable): Promise<ReceivedFile> {
    const key = temporaryKey(newId());
    const intake = new Intake();
    try {
      const sink = await this.storage.createWriteStream(key);
      await pipeline(source, (chunks: AsyncIterable<Buffer>) => intake.pass(chunks), sink);
      return { key, ...intake.result() };
    } catch (error) {
      await this.storage.remove(key);
      throw toUploadError(error);
    }
  }

  /** Throws a received file away that can't be used after all. */
  async abandon({ key }: ReceivedFile): Promise<void> {
    await this.storage.remove(key);
  }
}

/** What is found out about the bytes on their way through. */
class Intake {
  private readonly hash = createHash('sha256');
  private size = 0;
  private type: AudioType | undefined;

  /** Nothing is passed on before the type is known. */
  async *pass(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let head: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      this.count(chunk);
      if (this.type) {
        yield chunk;
        continue;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < typeHeadBytes) continue;
      yield* this.start(head);
    }
    if (!this.type) yield* this.start(head);
  }

  result(): Pick<ReceivedFile, 'size' | 'sha256' | 'type'> {
    if (!this.type) throw notAudio('The file is empty.');
    return { size: this.size, sha256: this.hash.digest('hex'), type: this.type };
  }

  private async *start(head: Buffer): AsyncGenerator<Buffer> {
    if (head.length === 0) throw notAudio('The file is empty.');
    this.type = await typeByBytes(head.subarray(0, typeHeadBytes));
    yield head;
  }

  private count(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > maxUploadBytes) throw tooLarge();
    this.hash.update(chunk);
  }
}

export const tooLarge = (): DomainError =>
  new DomainError(
    uploadErrors.file_too_large,
    'The file is larger than 50 MB. A lower bitrate or another format makes it smaller.',
  );

/** Errors of the storage as the uploader should read them. */
export function toUploadError(error: unknown): unknown {
  if (!(error instanceof StorageFull)) return error;
  return new DomainError(
    uploadErrors.storage_full,
    'There is no room left to store the file. Make room, then send it again.',
    {
      retryAfter: 60,
    },
  );
}
