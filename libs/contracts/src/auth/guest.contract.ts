import { z } from 'zod';
import { request } from '../core/contract';
import { Id, text } from '../core/primitives';
import { commonErrors } from '../core/problem';
import { Venue } from './venue.contract';

const errors = { venue_not_found: commonErrors.venue_not_found, rate_limited: commonErrors.rate_limited };

/** Keeps a guest's token apart from an access token, which names no audience. */
export const guestAudience = 'djamms:guest';
/** Seconds: an evening. */
export const guestTokenSeconds = 12 * 3_600;

/** What a guest's token carries, beside its issuer and when it was made. */
export const GuestClaims = z.object({
  aud: z.literal(guestAudience),
  /** The guest's id. */
  sub: Id,
  venue: Id,
  /** Seconds since 1970 at which the token ends. */
  exp: z.number().int(),
  /** Only access tokens belong to a session. */
  sid: z.never().optional(),
});
export type GuestClaims = z.infer<typeof GuestClaims>;

export const GuestSession = z
  .object({
    /** For `Authorization: Bearer` and the socket's `auth.token`; good for this venue only. */
    token: z.string(),
    guestId: Id,
    venueId: Id,
    /** Seconds until the token ends; ask for a new one with the old one before. */
    expiresIn: z.number().int(),
  })
  .meta({ id: 'GuestSession' });
export type GuestSession = z.infer<typeof GuestSession>;

export const openGuestSession = request({
  subject: 'auth.guest.open',
  input: z.object({
    /** The venue's short name in addresses, or its id. */
    slug: text(100),
    /** An earlier token of this venue, also one that has ended within 30 days: the guest stays who they are. */
    token: z.string().max(4_096).optional(),
  }),
  output: GuestSession,
  errors,
  http: {
    method: 'POST',
    path: '/venues/:slug/guests',
    status: 201,
    tag: 'kiosk',
    summary: 'Become a guest of a venue, without an account',
    access: 'public',
  },
});

/** For services: the venue behind an address. */
export const findVenue = request({
  subject: 'auth.venue.find',
  input: z.object({ slug: text(100) }),
  output: Venue.pick({ id: true, slug: true, name: true, timezone: true, appName: true }),
  errors,
});
