import { DomainError, commonErrors } from '@djamms/contracts';

const perSecond = 20;
const burst = 60;

/** How many messages one connection may send: a token bucket. Dragging a slider fits in; a runaway loop does not. */
export class MessageBudget {
  private left = burst;
  private last: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.last = now();
  }

  /** @throws DomainError `rate_limited` when the connection has sent too much. */
  take(): void {
    const now = this.now();
    this.left = Math.min(burst, this.left + ((now - this.last) / 1000) * perSecond);
    this.last = now;
    if (this.left < 1)
      throw new DomainError(commonErrors.rate_limited, `More than ${perSecond} messages a second. Send fewer.`, {
        retryAfter: 1,
      });
    this.left -= 1;
  }
}
