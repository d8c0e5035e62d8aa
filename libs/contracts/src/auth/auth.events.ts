import { z } from 'zod';
import { event } from '../core/contract';
import { KnownRole } from '../core/identity';
import { Id } from '../core/primitives';

export const userRegistered = event({
  subject: 'auth.user.registered',
  payload: z.object({ userId: Id, username: z.string(), role: KnownRole }),
  activity: 'user_registered',
});
export const userUpdated = event({
  subject: 'auth.user.updated',
  payload: z.object({ userId: Id, fields: z.array(z.string()) }),
  activity: 'user_updated',
});
export const sessionStarted = event({
  subject: 'auth.session.started',
  payload: z.object({ userId: Id, username: z.string() }),
  activity: 'login_succeeded',
});
export const sessionEnded = event({
  subject: 'auth.session.ended',
  payload: z.object({ userId: Id, all: z.boolean(), reason: z.enum(['logout', 'refresh_reuse']) }),
  activity: 'logout',
});
export const loginFailed = event({
  subject: 'auth.login.failed',
  /** The name as typed, shortened; never the password. */
  payload: z.object({ login: z.string(), userId: Id.nullable() }),
  activity: 'login_failed',
});
/** Role, activation, membership or sessions of a user changed: forget what is remembered about them. */
export const accessChanged = event({
  subject: 'auth.access.changed',
  payload: z.object({ userId: Id }),
});
export const venueCreated = event({
  subject: 'auth.venue.created',
  payload: z.object({ venueId: Id, name: z.string(), slug: z.string(), timezone: z.string(), ownerId: Id }),
  activity: 'venue_created',
});
export const venueUpdated = event({
  subject: 'auth.venue.updated',
  payload: z.object({ venueId: Id, name: z.string(), slug: z.string(), timezone: z.string() }),
  activity: 'venue_updated',
});
