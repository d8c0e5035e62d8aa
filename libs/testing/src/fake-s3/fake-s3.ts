import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { FakeBucket, S3Problem, type FakeObject } from './bucket';
import { signatureProblem, type Keys } from './signature';

/** What goes wrong with the next request that `matches`. */
export interface Fault {
  matches: (method: string, path: string) => boolean;
  /** Answers with this error; else breaks the connection after so many bytes of the body. */
  effect: { status: number; code: string } | { cutAfter: number };
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  key: string;
  query: URLSearchParams;
  body: Buffer;
}

const statuses: Record<string, number> = { XAmzContentSHA256Mismatch: 400, AuthorizationHeaderMalformed: 400 };
/** Few, so that tests meet the second page. */
const pageSize = 3;

/**
 * A server that answers as Amazon's documentation of the S3 API says, for the requests that are used here, and refuses
 * all others: path-style, signature version 4, one bucket, in memory.
 */
export class FakeS3 {
  readonly bucket = new FakeBucket();
  readonly keys: Keys = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
  readonly region = 'us-east-1';
  readonly bucketName = 'music';
  /** Method and path of each request that came, faults included. */
  readonly asked: string[] = [];
  private faults: Fault[] = [];
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));

  static async start(): Promise<FakeS3> {
    const fake = new FakeS3();
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a service needs to use it. */
  environment(): Record<string, string> {
    return {
      AWS_S3_BUCKET: this.bucketName,
      AWS_S3_ENDPOINT: this.url,
      AWS_REGION: this.region,
      AWS_ACCESS_KEY_ID: this.keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.keys.secretAccessKey,
    };
  }

  fail(...faults: Fault[]): void {
    this.faults.push(...faults);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(request);
      const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url);
      const method = request.method ?? '';
      this.asked.push(`${method} ${pathname}`);
      const [bucketName = '', ...rest] = decodeURIComponent(pathname.slice(1)).split('/');
      this.refuse(method, pathname, response);
      const problem = signatureProblem(request, body, this.keys, this.region);
      if (problem) throw new S3Problem(statuses[problem] ?? 403, problem);
      if (bucketName !== this.bucketName) throw new S3Problem(404, 'NoSuchBucket');
      this.answer({ request, response, key: rest.join('/'), query, body });
    } catch (error) {
      if (!(error instanceof S3Problem)) response.destroy();
      else answerProblem(response, request.method === 'HEAD', error);
    }
  }

  private refuse(method: string, path: string, response: ServerResponse): void {
    const index = this.faults.findIndex(({ matches }) => matches(method, path));
    const [fault] = index < 0 ? [] : this.faults.splice(index, 1);
    if (!fault) return;
    if ('status' in fault.effect) throw new S3Problem(fault.effect.status, fault.effect.code);
    cutAfter(response, fault.effect.cutAfter);
  }

  private answer(asked: Asked): void {
    const { request, key, query } = asked;
    const kind = [request.method, ...['uploads', 'uploadId', 'list-type'].filter((name) => query.has(name))].join(' ');
    if (key === '' && kind !== 'GET uploads' && kind !== 'GET list-type') throw new S3Problem(405, 'MethodNotAllowed');
    const operations: Record<string, () => void> = {
      'GET list-type': () => this.list(asked),
      'GET uploads': () => this.listUploads(asked),
      GET: () => this.get(asked),
      HEAD: () => this.get(asked),
      PUT: () => this.put(asked),
      DELETE: () => {
        this.bucket.objects.delete(key);
        asked.response.writeHead(204).end();
      },
      'POST uploads': () =>
        xml(asked.response, 'InitiateMultipartUploadResult', `<UploadId>${this.bucket.begin(key)}</UploadId>`),
      'PUT uploadId': () => {
        const etag = this.bucket.putPart(key, query.get('uploadId') ?? '', Number(query.get('partNumber')), asked.body);
        asked.response.writeHead(200, { ETag: etag }).end();
      },
      'POST uploadId': () => {
        const { etag } = this.bucket.complete(key, query.get('uploadId') ?? '', partsOf(asked.body.toString()));
        xml(asked.response, 'CompleteMultipartUploadResult', `<ETag>${escape(etag)}</ETag>`);
      },
      'DELETE uploadId': () => {
        this.bucket.abort(key, query.get('uploadId') ?? '');
        asked.response.writeHead(204).end();
      },
    };
    const operation = operations[kind];
    if (!operation) throw new S3Problem(501, 'NotImplemented');
    operation();
  }

  private get({ request, response, key }: Asked): void {
    const object = this.bucket.get(key);
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== object.etag) throw new S3Problem(412, 'PreconditionFailed');
    const { start, end, isPart } = spanOf(request.headers.range, object);
    response.writeHead(isPart ? 206 : 200, {
      'Content-Length': end - start,
      ETag: object.etag,
      'Last-Modified': object.modifiedAt.toUTCString(),
      ...(isPart ? { 'Content-Range': `bytes ${start}-${end - 1}/${object.body.length}` } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : object.body.subarray(start, end));
  }

  private put({ request, response, key, body }: Asked): void {
    const source = request.headers['x-amz-copy-source'];
    if (source === undefined) {
      response.writeHead(200, { ETag: this.bucket.put(key, body).etag }).end();
      return;
    }
    const [bucketName, ...path] = decodeURIComponent(String(source)).replace(/^\//, '').split('/');
    if (bucketName !== this.bucketName) throw new S3Problem(404, 'NoSuchBucket');
    const { etag } = this.bucket.put(key, this.bucket.get(path.join('/')).body);
    xml(response, 'CopyObjectResult', `<ETag>${escape(etag)}</ETag>`);
  }

  private list({ response, query }: Asked): void {
    const after = query.get('continuation-token') ?? '';
    const found = [...this.bucket.objects]
      .filter(([key]) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const page = found.slice(0, pageSize);
    const contents = page.map(
      ([key, { modifiedAt, body }]) =>
        `<Contents><Key>${escape(key)}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><Size>${body.length}</Size></Contents>`,
    );
    const more = found.length > page.length;
    const next = more ? `<NextContinuationToken>${escape(page.at(-1)?.[0] ?? '')}</NextContinuationToken>` : '';
    xml(response, 'ListBucketResult', `<IsTruncated>${more}</IsTruncated>${next}${contents.join('')}`);
  }

  private listUploads({ response, query }: Asked): void {
    const uploads = [...this.bucket.uploads]
      .filter(([, { key }]) => key.startsWith(query.get('prefix') ?? ''))
      .map(
        ([id, { key, initiatedAt }]) =>
          `<Upload><Key>${escape(key)}</Key><UploadId>${id}</UploadId><Initiated>${initiatedAt.toISOString()}</Initiated></Upload>`,
      );
    xml(response, 'ListMultipartUploadsResult', `<IsTruncated>false</IsTruncated>${uploads.join('')}`);
  }
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

function xml(response: ServerResponse, root: string, content: string): void {
  response
    .writeHead(200, { 'Content-Type': 'application/xml' })
    .end(`<?xml version="1.0"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`);
}

function answerProblem(response: ServerResponse, withoutBody: boolean, { status, code }: S3Problem): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(
    withoutBody ? undefined : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
}

function spanOf(range: string | undefined, { body }: FakeObject): { start: number; end: number; isPart: boolean } {
  const match = /^bytes=(\d+)-(\d+)?$/.exec(range ?? '');
  if (!match) return { start: 0, end: body.length, isPart: false };
  const start = Number(match[1]);
  if (start >= body.length) throw new S3Problem(416, 'InvalidRange');
  return { start, end: Math.min(body.length, Number(match[2] ?? body.length - 1) + 1), isPart: true };
}

function partsOf(document: string): { number: number; etag: string }[] {
  const parts = document.matchAll(/<Part>(.*?)<\/Part>/gs);
  return [...parts].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: (/<ETag>(.*?)</.exec(part)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&#34;', '"'),
  }));
}

/** Lets so many bytes of the body through, then breaks the connection. */
function cutAfter(response: ServerResponse, bytes: number): void {
  const end = response.end.bind(response);
  response.end = ((body?: Buffer) => {
    if (body === undefined || body.length <= bytes) return end(body);
    response.write(body.subarray(0, bytes), () => response.destroy());
    return response;
  }) as typeof response.end;
}
