import { Injectable, Inject, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { healthSubject, type ServiceHealth } from '@djamms/contracts';
import {
  MESSAGING_OPTIONS,
  MessagingLifecycle,
  NatsService,
  requestSubject,
  type MessagingOptions,
} from '@djamms/messaging';
import { version } from '../version';
import { Health } from './health.service';

/** Answers for this process when monitoring asks everybody how they are. No queue group: each replica answers. */
@Injectable()
export class HealthResponder implements OnApplicationBootstrap {
  private readonly logger = new Logger('HealthResponder');
  private readonly startedAt = Date.now();

  constructor(
    private readonly health: Health,
    private readonly nats: NatsService,
    messaging: MessagingLifecycle,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {
    health.register('nats', () => say(nats.waitsFor()));
    health.register('messaging', () => say(messaging.waitsFor()));
    health.registerLife('messaging', () => say(messaging.wedged()));
    health.registerLife('outbox', () => this.sayStill(messaging.standsStill()));
  }

  onApplicationBootstrap(): void {
    this.listen().catch((error: unknown) => this.logger.error({ err: error }, 'Health can not be asked over NATS'));
  }

  private async listen(): Promise<void> {
    const connection = await this.nats.get();
    connection.subscribe(requestSubject(this.options, healthSubject), {
      callback: (_error, message) => void this.describe().then((health) => message.respond(JSON.stringify(health))),
    });
  }

  /** What stands still while something else is away only waits for it; a new start of this process would not help. */
  private async sayStill(problem: string | null): Promise<void> {
    if (problem !== null && (await this.health.check()).status === 'up') throw new Error(problem);
  }

  private async describe(): Promise<ServiceHealth> {
    const { service, instance } = this.options;
    return {
      service,
      instance,
      version,
      uptimeSeconds: Math.round((Date.now() - this.startedAt) / 1000),
      ...(await this.health.check()),
    };
  }
}

function say(problem: string | null): void {
  if (problem !== null) throw new Error(problem);
}
