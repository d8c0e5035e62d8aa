/** Milliseconds without a byte after which a download counts as stalled. */
const stalledAfter = 15_000;

export interface DownloadOptions {
  /** A fresh address for every try. */
  address: () => Promise<string>;
  /** Resolves when the network is free for it: what plays comes first. */
  calm: () => Promise<void>;
  signal: AbortSignal;
}

/** A file on its way to this device. What has arrived is kept, so that the next try goes on from there. */
export class Download {
  private chunks: Uint8Array<ArrayBuffer>[] = [];
  private received = 0;
  private etag: string | null = null;
  private type = '';

  constructor(private readonly options: DownloadOptions) {}

  /** Tries once. Rejects when the connection breaks or stalls; called again, it goes on. */
  async run(): Promise<Blob> {
    const stall = new AbortController();
    const signal = AbortSignal.any([stall.signal, this.options.signal]);
    const answer = await fetch(await this.options.address(), {
      signal,
      // Neither ahead of the song that plays, nor waiting for the browser's own cache of it.
      priority: 'low',
      cache: 'no-store',
      headers:
        this.received > 0 && this.etag !== null ? { range: `bytes=${this.received}-`, 'if-range': this.etag } : {},
    });
    if (!answer.ok || answer.body === null) throw new Error(`The file was answered with ${answer.status}`);
    if (answer.status !== 206) this.startOver(answer);
    await this.take(answer.body, stall);
    const total = totalOf(answer, this.received);
    if (this.received !== total) throw new Error('The file ended too early');
    return new Blob(this.chunks, { type: this.type });
  }

  private startOver(answer: Response): void {
    this.chunks = [];
    this.received = 0;
    this.etag = answer.headers.get('etag');
    this.type = answer.headers.get('content-type') ?? '';
  }

  private async take(body: ReadableStream<Uint8Array<ArrayBuffer>>, stall: AbortController): Promise<void> {
    const reader = body.getReader();
    for (;;) {
      await this.options.calm();
      const timer = setTimeout(() => stall.abort(), stalledAfter);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      this.chunks.push(value);
      this.received += value.length;
    }
  }
}

/** Bytes of the whole file, as the answer says. */
function totalOf(answer: Response, received: number): number {
  const range = answer.headers.get('content-range')?.match(/\/(\d+)$/)?.[1];
  const length = answer.status === 206 ? range : answer.headers.get('content-length');
  return length == null ? received : Number(length);
}
