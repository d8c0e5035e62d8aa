/**
 * How long each of several others has been missing. A request waits for somebody who went a moment ago, as a replica
 * that is being replaced does; for somebody who has been missing for longer it does not.
 */
export class Absence {
  private readonly known = new Map<string, { since: number; seen: number }>();

  /** @param memoryMs after so long without a look, nothing is known any more. */
  constructor(private readonly memoryMs: number) {}

  /** Notes that `name` was not there at `now`, epoch ms. @returns for how long it has not been, ms. */
  missing(name: string, now: number): number {
    const known = this.known.get(name);
    const isFresh = known !== undefined && now - known.seen <= this.memoryMs;
    const since = isFresh ? known.since : now;
    this.known.set(name, { since, seen: now });
    return now - since;
  }

  /** It answered. */
  back(name: string): void {
    if (this.known.size > 0) this.known.delete(name);
  }
}
