import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type INestApplication } from '@nestjs/common';
import { MessagingLifecycle } from '@djamms/messaging';
import { Config } from '../config/config';
import { Health } from '../health/health.service';
import { type HttpDoor } from '../http/door';

type Leave = () => Promise<void>;

/**
 * Ends a service so that nobody notices (docs/adr/0011): it is not ready, but still does everything, for as long as
 * balancers take to notice; then refuses new work, finishes or gives back what is in hand, and closes.
 */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger('Shutdown');
  private readonly leaves: Leave[] = [];
  private readonly hurried = new AbortController();

  constructor(
    private readonly config: Config,
    private readonly health: Health,
  ) {}

  /** `leave` runs when new work is refused, beside the end of what is in hand, and within the same time. */
  onLeave(leave: Leave): void {
    this.leaves.push(leave);
  }

  /** Whoever asks twice does not want to wait: what is in hand is cut. */
  hurry(): void {
    this.hurried.abort();
  }

  async run(app: INestApplication, door: HttpDoor): Promise<void> {
    this.health.startShutdown();
    door.leave();
    await sleep(this.config.shutdownDelay, undefined, { signal: this.hurried.signal }).catch(() => undefined);
    await this.finishInHand(app.get(MessagingLifecycle), door);
    const cut = await door.cut();
    if (cut > 0) this.logger.warn(`${cut} requests were not finished in time and were cut`);
    await app.close();
  }

  /** Requests over HTTP may need those over NATS, and the other way round: all end together. */
  private async finishInHand(messaging: MessagingLifecycle, door: HttpDoor): Promise<void> {
    const over = new AbortController();
    const graceMs = this.config.shutdownGrace;
    const time = sleep(graceMs, undefined, { signal: AbortSignal.any([this.hurried.signal, over.signal]) });
    const late = time.catch(() => undefined);
    const signal = AbortSignal.any([this.hurried.signal, over.signal]);
    const work = [door.close(signal), messaging.takeNoMore(graceMs), ...this.leaves.map((leave) => leave())];
    const results = await Promise.race([Promise.allSettled(work), late]);
    over.abort();
    for (const result of results ?? [])
      if (result.status === 'rejected') this.logger.error({ err: result.reason as unknown }, 'A part did not end well');
  }
}
