import { z } from 'zod';
import { request } from '../core/contract';
import { Id, text } from '../core/primitives';
import { commonErrors } from '../core/problem';
import { Venue } from './venue.contract';

const errors = { venue_not_found: commonErrors.venue_not_found, rate_limited: commonErrors.rate_limited };

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
