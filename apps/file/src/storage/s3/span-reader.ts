import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ByteSpan } from '../storage-driver';

/** How often in a row a read is taken up again without one byte more. */
const patience = 3;

type Target = { Bucket: string; Key: string };

/**
 * Reads an object or a span of it. Resolves when the server has begun to answer. A connection that breaks in the
 * middle, or that was let go of because the reader took its time, is opened again where it broke: on the same content.
 */
export async function readSpan(client: S3Client, target: Target, span?: ByteSpan): Promise<Readable> {
  const reading = new Reading(client, target);
  await reading.open(span ? `bytes=${span.start}-${span.end}` : undefined, span?.start ?? 0);
  if (span && reading.left !== span.end - span.start + 1) {
    reading.close();
    throw new RangeError(`${target.Key} is not as long as it should be`);
  }
  const stream = Readable.from(reading.chunks(), { objectMode: false });
  // A stream that is given up before its first chunk never begins with its generator.
  stream.once('close', () => reading.close());
  return stream;
}

class Reading {
  private body: Readable | undefined;
  private etag: string | undefined;
  private position = 0;
  private end = 0;

  constructor(
    private readonly client: S3Client,
    private readonly target: Target,
  ) {}

  /** Bytes. */
  get left(): number {
    return this.end - this.position;
  }

  async open(range: string | undefined, start: number): Promise<void> {
    const answer = await this.client.send(new GetObjectCommand({ ...this.target, Range: range, IfMatch: this.etag }));
    this.body = answer.Body as Readable;
    this.etag = answer.ETag;
    this.position = start;
    this.end = start + (answer.ContentLength ?? 0);
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for (let failures = 0; ;) {
      try {
        for await (const chunk of this.body ?? []) {
          this.position += (chunk as Buffer).length;
          failures = 0;
          yield chunk as Buffer;
        }
        if (this.position < this.end) throw new Error('the object ended before its size');
        return;
      } catch (error) {
        failures += 1;
        if (failures > patience) throw error;
        await this.open(`bytes=${this.position}-${this.end - 1}`, this.position);
      }
    }
  }

  close(): void {
    this.body?.destroy();
  }
}
