import { type JsMsg } from '@nats-io/jetstream';
import { type Envelope } from '@djamms/contracts';
import { deadSubject } from '../names';
import { type NatsService } from '../nats.service';
import { type MessagingOptions } from '../options';

export interface DeadLetterMessage {
  id: string;
  subject: string;
  kind: 'event' | 'job';
  consumer: string;
  attempts: number;
  error: string;
  venueId: string | null;
  payload: unknown;
  failedAt: string;
}

/** Puts a message that failed at its last try where people can see it, then takes it off its queue. */
export async function deadLetter(
  nats: NatsService,
  options: MessagingOptions,
  message: JsMsg,
  failure: { kind: 'event' | 'job'; consumer: string; envelope: Envelope | null; error: string },
): Promise<void> {
  const { envelope } = failure;
  const letter: DeadLetterMessage = {
    id: envelope?.id ?? crypto.randomUUID(),
    subject: envelope?.subject ?? message.subject,
    kind: failure.kind,
    consumer: failure.consumer,
    attempts: message.info.deliveryCount,
    error: failure.error.slice(0, 2_000),
    venueId: envelope?.venueId ?? null,
    payload: envelope?.payload ?? null,
    failedAt: new Date().toISOString(),
  };
  const client = await nats.jetstream();
  await client.publish(deadSubject(options, letter.subject), Buffer.from(JSON.stringify(letter)), {
    msgID: `${failure.consumer}:${letter.id}`,
  });
  message.term();
}
