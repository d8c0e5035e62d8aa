import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { type IncomingMessage } from 'node:http';
import { type Readable } from 'node:stream';
import { DomainError, commonErrors, uploadErrors } from '@djamms/contracts';

/** Takes the bytes of the file. */
export interface FileReceiver<T> {
  /** Leaves nothing behind when it fails. */
  receive(stream: Readable): Promise<T>;
  /** Throws away what was received, because the form around it turned out wrong. */
  abandon(file: T): Promise<void>;
}

export interface UploadForm<T> {
  /** Text fields by name, untouched. */
  fields: Record<string, string>;
  /** The name the sender's computer gave the file; to show, never to use as a path. */
  fileName: string;
  file: T;
}

/** Silence after which an upload counts as broken off. */
const idleMs = 60_000;
const limits = {
  files: 1,
  fields: 12,
  parts: 14,
  fieldNameSize: 100,
  fieldSize: 4_000,
  headerPairs: 40,
  headerSize: 8_192,
};

const incomplete = (): DomainError =>
  new DomainError(uploadErrors.upload_incomplete, 'The upload ended before the file was complete. Send it again.');
const isIncomplete = (error: unknown): boolean =>
  error instanceof DomainError && error.code === uploadErrors.upload_incomplete.code;
const invalid = (detail: string): DomainError => new DomainError(commonErrors.invalid_request, detail);

/**
 * Reads a multipart form with exactly one part `file`, handing its bytes to the receiver as they come. When anything
 * is wrong, its stream breaks, and this rejects once nothing is left of the file.
 *
 * @throws DomainError `unsupported_media_type`, `invalid_request`, `file_missing`, `upload_incomplete`, and what the receiver throws.
 */
export async function readForm<T>(request: IncomingMessage, receiver: FileReceiver<T>): Promise<UploadForm<T>> {
  const reading = new FormReading(request, receiver);
  try {
    return await reading.run();
  } finally {
    reading.release();
  }
}

class FormReading<T> {
  private readonly fields: Record<string, string> = {};
  private fileName = '';
  private fileStream: BusboyFileStream | undefined;
  private received: Promise<T> | undefined;
  private readonly parser: BusboyInstance;
  private idleTimer: NodeJS.Timeout | undefined;
  private fail: (error: unknown) => void = () => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly receiver: FileReceiver<T>,
  ) {
    this.parser = createParser(request);
  }

  async run(): Promise<UploadForm<T>> {
    try {
      await this.parsed();
      if (!this.received)
        throw new DomainError(uploadErrors.file_missing, 'The form holds no file. Send it as the part “file”.');
      return { fields: this.fields, fileName: this.fileName, file: await this.received };
    } catch (error) {
      throw await this.cleanedUp(error);
    }
  }

  release(): void {
    clearTimeout(this.idleTimer);
    this.request.unpipe(this.parser);
    for (const [name, listener] of this.requestListeners) this.request.off(name, listener);
  }

  private readonly requestListeners: readonly (readonly [string, () => void])[] = [
    ['data', () => this.noteLife()],
    ['aborted', () => this.fail(incomplete())],
    ['error', () => this.fail(incomplete())],
    ['close', () => !this.request.complete && this.fail(incomplete())],
  ];

  private parsed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.fail = reject;
      this.parser
        .on('file', (field, stream, name) => this.onFile(field, stream, name))
        .on('field', (name, value, nameCut, valueCut) => this.onField(name, value, nameCut || valueCut))
        .on('filesLimit', () => reject(invalid('Send one file at a time.')))
        .on('fieldsLimit', () => reject(invalid('The form has too many fields.')))
        .on('partsLimit', () => reject(invalid('The form has too many parts.')))
        .on('error', () => reject(incomplete()))
        .on('finish', resolve);
      this.noteLife();
      for (const [name, listener] of this.requestListeners) this.request.on(name, listener);
      if (this.request.destroyed && !this.request.complete) reject(incomplete());
      else this.request.pipe(this.parser);
    });
  }

  /** What the receiver failed with says more than that the stream broke. */
  private async cleanedUp(error: unknown): Promise<unknown> {
    this.fileStream?.destroy(incomplete());
    try {
      const file = await this.received;
      if (file !== undefined) await this.receiver.abandon(file);
      return error;
    } catch (cause) {
      return isIncomplete(error) ? cause : error;
    }
  }

  private onFile(field: string, stream: BusboyFileStream, name: string): void {
    // Without a listener, a stream that breaks before anybody reads it would take the process down.
    stream.on('error', () => undefined);
    if (field !== 'file') {
      stream.resume();
      return this.fail(invalid('Send the file as the part “file”.'));
    }
    this.fileName = name ?? '';
    this.fileStream = stream;
    this.received = this.receiver.receive(stream);
    this.received.catch((error: unknown) => this.fail(error));
  }

  private onField(name: string, value: string, isCut: boolean): void {
    if (isCut) return this.fail(invalid('A field of the form is too long.'));
    if (Object.hasOwn(this.fields, name)) return this.fail(invalid('A field of the form came twice.'));
    Object.defineProperty(this.fields, name, { value, enumerable: true });
  }

  private noteLife(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.fail(incomplete()), idleMs);
  }
}

function createParser(request: IncomingMessage): BusboyInstance {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new DomainError(commonErrors.unsupported_media_type, 'Send the file as multipart/form-data.');
  }
  try {
    return new Busboy({ headers: { ...request.headers, 'content-type': contentType }, limits, fileHwm: 256 * 1024 });
  } catch {
    throw invalid('The form can not be read: its Content-Type needs a boundary.');
  }
}

/**
 * Reads the rest of a request and throws it away, at most `maxBytes` and `ms`. A sender, or a proxy on the way, that
 * is answered and cut off while it still writes reports a broken connection instead of the answer.
 *
 * @returns whether the end was reached
 */
export async function discardRest(request: IncomingMessage, maxBytes: number, ms: number): Promise<boolean> {
  if (request.complete || request.destroyed) return request.complete;
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
    request.once('end', resolve).once('close', resolve).once('error', resolve);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) resolve();
    });
    request.resume();
  });
  clearTimeout(timer);
  return request.complete;
}
