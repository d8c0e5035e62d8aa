import { Writable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type StorageKey } from '../storage-key';

/** The smallest that S3 takes but for the last; an upload holds no more of itself in memory. */
export const partBytes = 5 * 1024 * 1024;

/**
 * Stores what is written to it: in one request when it is small, else part by part, of which nothing is to be seen
 * before all of them are there. Destroyed early, it takes the parts back.
 */
export class UploadSink extends Writable {
  private chunks: Buffer[] = [];
  private held = 0;
  private uploadId: string | undefined;
  private readonly parts: CompletedPart[] = [];
  private readonly stopping = new AbortController();
  private inHand: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: S3Client,
    private readonly target: { Bucket: string; Key: StorageKey },
    /** Makes errors of the server say what they mean. */
    private readonly translate: (error: unknown) => unknown,
  ) {
    super({ highWaterMark: 256 * 1024 });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.chunks.push(chunk);
    this.held += chunk.length;
    if (this.held < partBytes) return done();
    this.run(() => this.sendPart(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.run(() => this.complete(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.stopping.abort();
    this.chunks = [];
    this.inHand
      .then(() => this.takeBack())
      .then(
        () => done(error),
        // The clean-up of orphans finds what is left.
        () => done(error),
      );
  }

  private run(work: () => Promise<void>, done: (error?: Error | null) => void): void {
    const running = work();
    this.inHand = running.catch(() => undefined);
    running.then(
      () => done(),
      (error: unknown) => done(this.translate(error) as Error),
    );
  }

  private async sendPart(): Promise<void> {
    const options = { abortSignal: this.stopping.signal };
    this.uploadId ??= (await this.client.send(new CreateMultipartUploadCommand(this.target), options)).UploadId;
    const PartNumber = this.parts.length + 1;
    const command = new UploadPartCommand({ ...this.target, UploadId: this.uploadId, PartNumber, Body: this.take() });
    const { ETag } = await this.client.send(command, options);
    this.parts.push({ PartNumber, ETag });
  }

  private async complete(): Promise<void> {
    const options = { abortSignal: this.stopping.signal };
    if (this.uploadId === undefined) {
      await this.client.send(new PutObjectCommand({ ...this.target, Body: this.take() }), options);
      return;
    }
    if (this.held > 0) await this.sendPart();
    const MultipartUpload = { Parts: this.parts };
    const command = new CompleteMultipartUploadCommand({ ...this.target, UploadId: this.uploadId, MultipartUpload });
    await this.client.send(command, options);
    this.uploadId = undefined;
  }

  private async takeBack(): Promise<void> {
    if (this.uploadId === undefined) return;
    await this.client.send(new AbortMultipartUploadCommand({ ...this.target, UploadId: this.uploadId }));
  }

  private take(): Buffer {
    const whole = this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks, this.held);
    this.chunks = [];
    this.held = 0;
    return whole;
  }
}
