/** Failures one after the other that open the circuit. */
const toleratedFailures = 3;
/** How long nobody asks then; after that one call at a time tries whether it works again. */
const restMs = 2_000;

/** The circuit is open: nobody was asked. */
export class CircuitOpen extends Error {
  constructor() {
    super('it failed several times and is left alone for a moment');
    this.name = 'CircuitOpen';
  }
}

/** Spares callers the wait for something that does not answer, and spares it their calls while it comes back. */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = 0;
  private trying = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws CircuitOpen, or what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const isTrial = this.failures >= toleratedFailures;
    if (isTrial && (this.trying || this.now() < this.openUntil)) throw new CircuitOpen();
    this.trying = isTrial;
    try {
      const result = await work();
      this.failures = 0;
      return result;
    } catch (error) {
      this.failures += 1;
      if (this.failures >= toleratedFailures) this.openUntil = this.now() + restMs;
      throw error;
    } finally {
      if (isTrial) this.trying = false;
    }
  }

  /** Nobody is asked right now. */
  get isOpen(): boolean {
    return this.failures >= toleratedFailures && this.now() < this.openUntil;
  }

  /** It was seen to work: callers need not wait any longer. */
  close(): void {
    this.failures = 0;
  }
}
