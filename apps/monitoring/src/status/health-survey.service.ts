import { Inject, Injectable } from '@nestjs/common';
import { createInbox } from '@nats-io/transport-node';
import { ServiceHealth, healthSubject, services } from '@djamms/contracts';
import { MESSAGING_OPTIONS, NatsService, parseJson, requestSubject, type MessagingOptions } from '@djamms/messaging';

/** Who has not answered by then counts as missing. */
const patienceMs = 700;
/** When every service has been heard, further replicas answer within this. */
const quietMs = 80;
/** More processes than any system has. */
const maxAnswers = 1_000;

/** Asks every process of the system at once how it is. */
@Injectable()
export class HealthSurvey {
  constructor(
    private readonly nats: NatsService,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  /** Resolves after `patienceMs`, or sooner when all services have answered and no more answers come. */
  async ask(): Promise<ServiceHealth[]> {
    const connection = await this.nats.get();
    const answers: ServiceHealth[] = [];
    const missing = new Set<string>(services);
    return new Promise((resolve) => {
      const inbox = createInbox();
      let quiet: NodeJS.Timeout | undefined;
      const finish = () => {
        clearTimeout(quiet);
        clearTimeout(patience);
        subscription.unsubscribe();
        resolve(answers);
      };
      const patience = setTimeout(finish, patienceMs);
      const subscription = connection.subscribe(inbox, {
        callback: (error, message) => {
          if (error) return;
          const answer = ServiceHealth.safeParse(parseJson(message.data));
          if (!answer.success || answers.length >= maxAnswers) return;
          answers.push(answer.data);
          missing.delete(answer.data.service);
          clearTimeout(quiet);
          if (missing.size === 0) quiet = setTimeout(finish, quietMs);
        },
      });
      connection.publish(requestSubject(this.options, healthSubject), undefined, { reply: inbox });
    });
  }
}
