import { randomUUID } from 'node:crypto';
import { type Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  ListMultipartUploadsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Logger } from '@nestjs/common';
import { type S3Config } from '@djamms/platform';
import { type ByteSpan, StorageDriver, type StorageSpace, type StoredObject } from '../storage-driver';
import { storageKeyOrNull, type StorageKey, temporaryKey } from '../storage-key';
import { LocalCopies } from './local-copies';
import { createS3Client } from './s3-client';
import { describeTrouble, isMissing, s3Error } from './s3-errors';
import { readSpan } from './span-reader';
import { UploadSink } from './upload-sink';

const temporaryPrefix = 'temporary/';
/** A check that went well holds for so long: requests cost money, and probes ask every few seconds. */
const checkHoldsMs = 30_000;

/** Objects in a bucket of S3 or of a server that speaks it. Any number of processes may share it. */
export class S3Storage extends StorageDriver {
  private readonly logger = new Logger('S3Storage');
  private readonly bucket: string;
  private checkedAt = -Infinity;
  private checking: Promise<void> | undefined;

  constructor(
    private readonly config: S3Config,
    private readonly client: S3Client = createS3Client(config),
    private readonly copies = new LocalCopies(),
  ) {
    super();
    this.bucket = config.bucket;
  }

  async createWriteStream(key: StorageKey): Promise<Writable> {
    return new UploadSink(this.client, this.at(key), (error) => s3Error(error, key));
  }

  /** Copied within the bucket, which is atomic, and only then removed from its temporary place. */
  async publish(temporary: StorageKey, key: StorageKey): Promise<void> {
    const CopySource = encodeURI(`${this.bucket}/${temporary}`);
    await this.guarded(temporary, () => this.client.send(new CopyObjectCommand({ ...this.at(key), CopySource })));
    await this.remove(temporary).catch((error: unknown) => {
      this.logger.warn({ err: error, key: temporary }, 'A published object is left in its temporary place');
    });
  }

  async stat(key: StorageKey): Promise<StoredObject | null> {
    try {
      const { ContentLength, LastModified } = await this.client.send(new HeadObjectCommand(this.at(key)));
      return { size: ContentLength ?? 0, modifiedAt: LastModified ?? new Date(0) };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  createReadStream(key: StorageKey, span?: ByteSpan): Promise<Readable> {
    return this.guarded(key, () => readSpan(this.client, this.at(key), span));
  }

  withLocalFile<T>(key: StorageKey, use: (path: string) => Promise<T>): Promise<T> {
    return this.copies.use(() => this.createReadStream(key), use);
  }

  async remove(key: StorageKey): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(key)));
  }

  /** Whole objects that were never published, and uploads whose last part never came. */
  async removeUnfinished(before: Date): Promise<number> {
    return (await this.removeTemporary(before)) + (await this.abortUploads(before));
  }

  async check(): Promise<StorageSpace> {
    if (performance.now() - this.checkedAt >= checkHoldsMs) {
      // Of probes that come while the server takes its time, one asks.
      this.checking ??= this.prove().finally(() => (this.checking = undefined));
      await this.checking;
    }
    return { free: null };
  }

  async openFile(): Promise<null> {
    return null;
  }

  private async prove(): Promise<void> {
    const read = await this.writeReadAndRemove('ok').catch((error: unknown) => {
      throw describeTrouble(error, this.config);
    });
    if (read !== 'ok') throw new Error('what was written was read back as something else');
    this.checkedAt = performance.now();
  }

  private async writeReadAndRemove(content: string): Promise<string> {
    const key = temporaryKey(`check-${randomUUID()}`);
    await this.client.send(new PutObjectCommand({ ...this.at(key), Body: Buffer.from(content) }));
    const read = await text(await this.createReadStream(key));
    await this.remove(key);
    return read;
  }

  private async removeTemporary(before: Date): Promise<number> {
    let removed = 0;
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: temporaryPrefix });
    for await (const { Contents = [] } of pages) {
      for (const { Key, LastModified } of Contents) {
        const key = storageKeyOrNull(Key ?? '');
        if (!key || LastModified === undefined || LastModified >= before) continue;
        await this.remove(key);
        removed += 1;
      }
    }
    return removed;
  }

  private async abortUploads(before: Date): Promise<number> {
    let aborted = 0;
    let markers: { KeyMarker?: string; UploadIdMarker?: string } = {};
    for (let more = true; more;) {
      const page = await this.client.send(
        new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: temporaryPrefix, ...markers }),
      );
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Initiated === undefined || Initiated >= before) continue;
        await this.client.send(new AbortMultipartUploadCommand({ Bucket: this.bucket, Key, UploadId }));
        aborted += 1;
      }
      more = page.IsTruncated === true;
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    return aborted;
  }

  private at(key: StorageKey): { Bucket: string; Key: StorageKey } {
    return { Bucket: this.bucket, Key: key };
  }

  private async guarded<T>(key: StorageKey, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, key);
    }
  }
}
