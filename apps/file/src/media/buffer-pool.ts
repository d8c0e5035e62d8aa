/** Buffers of one size that are used again and again: they stay in the processor's cache, and nothing is collected. */
export class BufferPool {
  private readonly free: Buffer[] = [];
  private handedOut = 0;

  /**
   * @param size bytes of a buffer
   * @param limit buffers that may exist at once
   */
  constructor(
    readonly size: number,
    private readonly limit: number,
  ) {}

  /** Undefined when all are in use. */
  take(): Buffer | undefined {
    const buffer = this.free.pop();
    if (buffer) return buffer;
    if (this.handedOut >= this.limit) return undefined;
    this.handedOut++;
    return Buffer.allocUnsafeSlow(this.size);
  }

  /** Only for a buffer that nothing reads any more. */
  giveBack(buffer: Buffer): void {
    this.free.push(buffer);
  }

  /** For a buffer that may still be read: it is left to the garbage collector. */
  giveUp(): void {
    this.handedOut--;
  }
}
