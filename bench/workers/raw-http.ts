import { connect, type Socket } from 'node:net';

const bufferSize = 256 * 1024;
const headEnd = Buffer.from('\r\n\r\n');

export interface RawAnswer {
  status: number;
  /** Of the body. */
  bytes: number;
  /** Milliseconds from sending until the first byte came. */
  firstByteMs: number;
}

/**
 * A connection that asks for files and throws the bytes away as cheaply as Node can: a client that works hard for
 * each byte would hide the differences between servers.
 */
export class RawConnection {
  private readonly socket: Socket;
  private head = Buffer.alloc(0);
  private status = 0;
  private left = -1;
  private length = 0;
  private sentAt = 0;
  private firstByteMs = 0;
  private settle: ((answer: RawAnswer) => void) | undefined;
  private fail: (error: Error) => void = () => undefined;
  private readonly connected: Promise<void>;

  constructor(private readonly port: number) {
    const onread = {
      buffer: Buffer.alloc(bufferSize),
      callback: (count: number, buffer: Uint8Array) => this.onBytes(count, buffer),
    };
    this.socket = connect({ host: '127.0.0.1', port, onread });
    this.socket.setNoDelay(true);
    this.connected = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve).once('error', reject);
    });
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('The server closed the connection')));
  }

  /** One GET; `range` as in `bytes=0-99`. */
  async get(path: string, range?: string): Promise<RawAnswer> {
    await this.connected;
    return new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
      this.head = Buffer.alloc(0);
      this.left = -1;
      this.sentAt = performance.now();
      this.send(path, range);
    });
  }

  /** Asks for a file, waits for the beginning and never reads on. */
  async stall(path: string): Promise<void> {
    await this.connected;
    await new Promise<void>((resolve, reject) => {
      this.settle = () => undefined;
      this.fail = reject;
      this.onFirstBytes = () => {
        this.socket.pause();
        resolve();
      };
      this.send(path);
    });
    this.fail = () => undefined;
  }

  close(): void {
    this.fail = () => undefined;
    this.socket.destroy();
  }

  private onFirstBytes: (() => void) | undefined;

  private send(path: string, range?: string): void {
    const lines = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${this.port}`, ...(range ? [`Range: ${range}`] : [])];
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  private onBytes(count: number, buffer: Uint8Array): boolean {
    if (this.onFirstBytes) {
      this.onFirstBytes();
      return false;
    }
    if (this.left >= 0) this.left -= count;
    else this.onHead(Buffer.from(buffer.subarray(0, count)));
    if (this.left === 0) this.settle?.({ status: this.status, bytes: this.length, firstByteMs: this.firstByteMs });
    return true;
  }

  private onHead(chunk: Buffer): void {
    if (this.head.length === 0) this.firstByteMs = performance.now() - this.sentAt;
    this.head = Buffer.concat([this.head, chunk]);
    const end = this.head.indexOf(headEnd);
    if (end < 0) return;
    const text = this.head.subarray(0, end).toString('latin1');
    this.status = Number(text.slice(9, 12));
    this.length = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? NaN);
    if (!Number.isFinite(this.length)) return this.fail(new Error(`An answer without a length:\n${text}`));
    this.left = this.length - (this.head.length - end - headEnd.length);
  }
}
