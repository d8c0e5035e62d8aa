import { createHash, randomUUID } from 'node:crypto';

export interface FakeObject {
  body: Buffer;
  etag: string;
  modifiedAt: Date;
}

interface FakeUpload {
  key: string;
  initiatedAt: Date;
  parts: Map<number, { body: Buffer; etag: string }>;
}

/** An error as S3 answers it. */
export class S3Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

/** S3's own: all parts but the last have at least so many bytes. */
const smallestPart = 5 * 1024 * 1024;
const md5 = (body: Buffer): string => createHash('md5').update(body).digest('hex');

/** What a bucket holds, in memory. */
export class FakeBucket {
  readonly objects = new Map<string, FakeObject>();
  readonly uploads = new Map<string, FakeUpload>();

  put(key: string, body: Buffer, etag = `"${md5(body)}"`): FakeObject {
    const object = { body, etag, modifiedAt: new Date() };
    this.objects.set(key, object);
    return object;
  }

  get(key: string): FakeObject {
    const object = this.objects.get(key);
    if (!object) throw new S3Problem(404, 'NoSuchKey');
    return object;
  }

  begin(key: string): string {
    const id = randomUUID();
    this.uploads.set(id, { key, initiatedAt: new Date(), parts: new Map() });
    return id;
  }

  putPart(key: string, uploadId: string, number: number, body: Buffer): string {
    const etag = `"${md5(body)}"`;
    this.upload(key, uploadId).parts.set(number, { body, etag });
    return etag;
  }

  complete(key: string, uploadId: string, listed: readonly { number: number; etag: string }[]): FakeObject {
    const { parts } = this.upload(key, uploadId);
    if (listed.length === 0) throw new S3Problem(400, 'MalformedXML');
    const bodies = listed.map(({ number, etag }, index) => {
      if (index > 0 && number <= (listed[index - 1]?.number ?? 0)) throw new S3Problem(400, 'InvalidPartOrder');
      const part = parts.get(number);
      if (!part || part.etag !== etag) throw new S3Problem(400, 'InvalidPart');
      if (index < listed.length - 1 && part.body.length < smallestPart) throw new S3Problem(400, 'EntityTooSmall');
      return part.body;
    });
    this.uploads.delete(uploadId);
    const body = Buffer.concat(bodies);
    return this.put(key, body, `"${md5(body)}-${listed.length}"`);
  }

  abort(key: string, uploadId: string): void {
    this.upload(key, uploadId);
    this.uploads.delete(uploadId);
  }

  private upload(key: string, uploadId: string): FakeUpload {
    const upload = this.uploads.get(uploadId);
    if (upload?.key !== key) throw new S3Problem(404, 'NoSuchUpload');
    return upload;
  }
}
