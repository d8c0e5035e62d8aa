import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DeadLetter } from '@djamms/contracts';
import {
  ConsumerLoop,
  MESSAGING_OPTIONS,
  NatsService,
  consumerName,
  deadSubject,
  parseJson,
  type MessagingOptions,
} from '@djamms/messaging';
import { Database } from '@djamms/platform';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { cleanData, cleanText } from '../activity/clean-data';

type Message = Parameters<ConstructorParameters<typeof ConsumerLoop>[4]>[0];

const Letter = DeadLetter.extend({ venueId: z.uuid().nullable() });
const ackWaitMs = 30_000;
const retryMs = 3_000;

/** Copies the dead letters of all services from their stream into a table where they can be listed. */
@Injectable()
export class DeadLetterCollector implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('DeadLetters');
  private readonly loop: ConsumerLoop;
  private stopped = false;

  constructor(
    nats: NatsService,
    @Inject(MESSAGING_OPTIONS) options: MessagingOptions,
    private readonly database: Database,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {
    const spec = {
      stream: 'DEAD',
      name: consumerName(options, options.service, 'dead'),
      filter: deadSubject(options, '>'),
      ackWaitMs,
    } as const;
    this.loop = new ConsumerLoop(nats, options, spec, 1, (message) => this.collect(message));
  }

  onApplicationBootstrap(): void {
    void this.database.ready().then(() => {
      if (!this.stopped) this.loop.start();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.loop.stop();
  }

  /** Under the same key the newer one stays: the message was sent again by hand, and failed again. */
  private async keep(letter: z.infer<typeof Letter>): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO dead_letters AS known (id, consumer, subject, kind, attempts, error, venue_id, payload, failed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (id, consumer) DO UPDATE SET
         attempts = excluded.attempts, error = excluded.error, payload = excluded.payload, failed_at = excluded.failed_at
       WHERE known.failed_at < excluded.failed_at`,
      [
        letter.id,
        letter.consumer,
        letter.subject,
        letter.kind,
        letter.attempts,
        cleanText(letter.error),
        letter.venueId,
        JSON.stringify(cleanData(letter.payload) ?? null),
        letter.failedAt,
      ],
    );
  }

  private async collect(message: Message): Promise<void> {
    const parsed = Letter.safeParse(parseJson(message.data));
    if (!parsed.success) {
      this.logger.error(`${message.subject}: not a dead letter`);
      return message.term();
    }
    try {
      await this.keep(parsed.data);
      message.ack();
    } catch (error) {
      this.logger.warn(`A dead letter could not be kept; trying again: ${String(error)}`);
      message.nak(retryMs);
    }
  }
}
