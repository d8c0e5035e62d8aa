import { DomainError, commonErrors } from '@djamms/contracts';

/**
 * Lets work on one venue take turns within this process. The database's lock would order it too, but everybody who
 * waits for that holds a connection: one busy venue would keep all the others from theirs.
 */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /**
   * Runs `work` after everything that came before it for the same venue, if anybody still waits for it by then.
   * @param deadline epoch milliseconds
   * @throws DomainError `service_unavailable` when its turn came too late
   */
  async take<T>(venueId: string, deadline: number, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(venueId) ?? Promise.resolve();
    const turn = before.then(() => {
      if (Date.now() > deadline) throw tooLate();
      return work();
    });
    const settled = turn.catch(() => undefined);
    this.last.set(venueId, settled);
    try {
      return await turn;
    } finally {
      if (this.last.get(venueId) === settled) this.last.delete(venueId);
    }
  }
}

const tooLate = () =>
  new DomainError(
    commonErrors.service_unavailable,
    'Too many commands at once for this venue. Try again in a moment.',
    {
      retryAfter: 1,
    },
  );
