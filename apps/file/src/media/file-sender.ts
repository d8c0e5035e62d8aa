import { close, read } from 'node:fs';
import { type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type ByteSpan, type StorageDriver } from '../storage/storage-driver';
import { type StorageKey } from '../storage/storage-key';
import { BufferPool } from './buffer-pool';

const readFile = promisify(read);
const closeFile = promisify(close);

/** Read ahead of a quick client at once, bytes: the size at which reading and sending cost the same as in nginx. */
const largeChunk = 256 * 1024;
/** When many slow clients hold all the large buffers, the others get by with these. */
const smallChunk = 64 * 1024;

/** An opened object on its way to a client. */
export type FileSource = { kind: 'file'; descriptor: number } | { kind: 'stream'; stream: NodeJS.ReadableStream };

/**
 * Sends stored files. A local file is read into buffers that are used again, one read for one write, each after
 * the last has left for the client: memory stays flat whatever the number and the patience of the clients.
 */
export class FileSender {
  private readonly large = new BufferPool(largeChunk, 64);
  private readonly small = new BufferPool(smallChunk, 1_024);

  constructor(private readonly storage: StorageDriver) {}

  /** Opens before anything is sent, so that a missing file can still be answered with 404. Throws ObjectMissing. */
  async open(key: StorageKey, span: ByteSpan): Promise<FileSource> {
    const descriptor = await this.storage.openFile(key);
    if (descriptor !== null) return { kind: 'file', descriptor };
    return { kind: 'stream', stream: await this.storage.createReadStream(key, span) };
  }

  /**
   * Sends the span and ends the response; closes the source whatever happens. A client that goes away is no error;
   * a file that can't be read to its end breaks the connection, which is how HTTP says that a body is incomplete.
   */
  async send(source: FileSource, span: ByteSpan, response: ServerResponse): Promise<void> {
    try {
      if (source.kind === 'stream') await pipeline(source.stream, response);
      else await this.sendFile(source.descriptor, span, response);
    } catch (error) {
      const clientLeft = response.destroyed && !response.writableFinished;
      response.destroy();
      if (!clientLeft) throw error;
    }
  }

  private async sendFile(descriptor: number, span: ByteSpan, response: ServerResponse): Promise<void> {
    try {
      let position = span.start;
      while (position <= span.end && !response.destroyed) {
        position += await this.sendChunk(descriptor, position, span.end - position + 1, response);
      }
    } finally {
      await closeFile(descriptor);
    }
    if (!response.destroyed) response.end();
  }

  /** Holds a buffer only while it is read into and sent from. @returns bytes sent */
  private async sendChunk(
    descriptor: number,
    position: number,
    wanted: number,
    response: ServerResponse,
  ): Promise<number> {
    const large = wanted > smallChunk ? this.large.take() : undefined;
    const pool = large ? this.large : this.small;
    const pooled = large ?? this.small.take();
    const buffer = pooled ?? Buffer.allocUnsafeSlow(Math.min(wanted, smallChunk));
    let settled = false;
    try {
      const { bytesRead } = await readFile(descriptor, buffer, 0, Math.min(wanted, buffer.length), position);
      if (bytesRead === 0) throw new Error('the file ended before its recorded size');
      await written(response, buffer.subarray(0, bytesRead));
      settled = true;
      return bytesRead;
    } finally {
      // After a broken connection the buffer may still be queued somewhere below.
      if (pooled && settled) pool.giveBack(pooled);
      else if (pooled) pool.giveUp();
    }
  }
}

/** Resolves when the chunk has left for the network; rejects when the client is gone. */
function written(response: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('the client went away'));
    if (response.destroyed) return onClose();
    response.once('close', onClose);
    response.write(chunk, (error) => {
      response.off('close', onClose);
      if (error) reject(error);
      else resolve();
    });
  });
}
