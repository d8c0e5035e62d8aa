import { DomainError, commonErrors, type Identity } from '@djamms/contracts';
import { personOf } from '@djamms/platform';

/** Open at once at this replica. A user's stand on many desks; a guest has a phone and perhaps some tabs. */
const maxConnections = { user: 50, guest: 10 } as const;

/** How many windows each person has open here. */
export class ConnectionCounts {
  private readonly counts = new Map<string, number>();

  /**
   * Counts one more.
   * @returns to be called when it is closed; a second call does nothing.
   * @throws DomainError `rate_limited` when there are too many already
   */
  open(identity: Identity): () => void {
    const person = personOf(identity);
    if (!person) return () => undefined;
    const key = `${person.kind} ${person.id}`;
    const known = this.counts.get(key) ?? 0;
    if (known >= maxConnections[person.kind]) throw tooMany(maxConnections[person.kind]);
    this.counts.set(key, known + 1);
    let isOpen = true;
    return () => {
      if (isOpen) this.close(key);
      isOpen = false;
    };
  }

  private close(key: string): void {
    const left = (this.counts.get(key) ?? 1) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}

const tooMany = (limit: number): DomainError =>
  new DomainError(commonErrors.rate_limited, `You have ${limit} windows open already. Close some of them.`, {
    retryAfter: 30,
  });
