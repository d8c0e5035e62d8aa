import { z } from 'zod';
import { request } from '../core/contract';
import { VenueRole } from '../core/identity';
import { Id, Instant, text } from '../core/primitives';
import { commonErrors, defineErrors } from '../core/problem';

export const venueErrors = defineErrors({
  unknown_timezone: { category: 'invalid', title: 'This time zone is not known' },
});

export const Venue = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    timezone: z.string(),
    appName: z.string().nullable(),
    ownerId: Id,
    role: VenueRole,
    createdAt: Instant,
  })
  .meta({ id: 'Venue' });
export type Venue = z.infer<typeof Venue>;

const venueNotFound = { venue_not_found: commonErrors.venue_not_found };

export const listVenues = request({
  subject: 'auth.venue.list',
  input: z.object({}),
  output: z.object({ items: z.array(Venue) }),
  http: { method: 'GET', path: '/venues', tag: 'venues', summary: 'The signed-in user’s venues', access: 'user' },
});

export const createVenue = request({
  subject: 'auth.venue.create',
  input: z.object({ name: text(80), timezone: z.string().max(64).default('UTC') }),
  output: Venue,
  errors: venueErrors,
  http: {
    method: 'POST',
    path: '/venues',
    status: 201,
    tag: 'venues',
    summary: 'Open a venue; its maker owns it',
    access: 'user',
  },
});

export const getVenue = request({
  subject: 'auth.venue.get',
  input: z.object({ id: Id }),
  output: Venue,
  errors: venueNotFound,
  http: { method: 'GET', path: '/venues/:id', tag: 'venues', summary: 'One venue', access: 'user' },
});

export const updateVenue = request({
  subject: 'auth.venue.update',
  input: z.object({
    id: Id,
    name: text(80).optional(),
    timezone: z.string().max(64).optional(),
    appName: text(80).nullable().optional(),
  }),
  output: Venue,
  errors: { ...venueNotFound, ...venueErrors },
  http: { method: 'PUT', path: '/venues/:id', tag: 'venues', summary: 'Change a venue (owner)', access: 'user' },
});
