import { z } from 'zod';
import { Id, Instant } from './primitives';

/** On whose account something happened. */
export const Actor = z.object({
  userId: Id.nullable(),
  username: z.string().nullable(),
  sessionId: Id.nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type Actor = z.infer<typeof Actor>;

export const systemActor: Actor = { userId: null, username: null, sessionId: null, ip: null, userAgent: null };

/** What travels on JetStream around an event's or a job's payload. */
export const Envelope = z.object({
  /** Also the JetStream message id: publishing it twice stores it once. */
  id: Id,
  subject: z.string(),
  occurredAt: Instant,
  venueId: Id.nullable(),
  actor: Actor,
  /** W3C trace context of the cause. */
  traceparent: z.string().nullable(),
  payload: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;
