import { z } from 'zod';
import { knownById, knownOf, readAs } from './tolerant';

/** System-wide roles, weakest first (spec, "Access"). */
export const Role = z.enum(['guest', 'user', 'moderator', 'admin']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

export const VenueRole = z.enum(['owner', 'staff']).meta({ id: 'VenueRole' });
export type VenueRole = z.infer<typeof VenueRole>;

export const Permission = z
  .enum([
    'tracks:read',
    'tracks:write',
    'tracks:delete',
    'playlists:read',
    'playlists:write',
    'playlists:delete',
    'schedules:read',
    'schedules:write',
    'schedules:delete',
    'system:read',
    'system:write',
    'system:admin',
  ])
  .meta({ id: 'Permission' });
export type Permission = z.infer<typeof Permission>;

const guestPermissions: Permission[] = ['tracks:read', 'playlists:read', 'schedules:read'];
const userPermissions: Permission[] = [
  ...guestPermissions,
  'tracks:write',
  'tracks:delete',
  'playlists:write',
  'playlists:delete',
  'schedules:write',
  'schedules:delete',
  'system:read',
];

/**
 * How services read them: a role that a newer version brings counts as the least one, a permission as none, and a
 * venue where somebody has a new part as one that they do not belong to.
 */
export const KnownRole = readAs(Role, 'guest');
export const KnownPermissions = knownOf(Permission);
export const KnownVenues = knownById(VenueRole);

/** What a role may do at all; where it may do it is decided by venue membership. */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  guest: guestPermissions,
  user: userPermissions,
  moderator: [...userPermissions, 'system:write'],
  admin: Permission.options,
};

/** Who asks. Travels as a message header between services, never in a body. */
export const Identity = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anonymous') }),
  z.object({
    kind: z.literal('user'),
    userId: z.uuid(),
    username: z.string(),
    sessionId: z.uuid(),
    role: KnownRole,
    permissions: KnownPermissions,
    /** Venues the user belongs to. An admin reaches all venues, listed or not. */
    venues: KnownVenues,
  }),
  /** Somebody at the kiosk, without an account: may look around in one venue, like songs and ask for some. */
  z.object({ kind: z.literal('guest'), guestId: z.uuid(), venueId: z.uuid() }),
  /** A service on its own account: scheduled work, event consumers. */
  z.object({ kind: z.literal('service'), service: z.string() }),
]);
export type Identity = z.infer<typeof Identity>;
export type UserIdentity = Extract<Identity, { kind: 'user' }>;
export type GuestIdentity = Extract<Identity, { kind: 'guest' }>;

export const anonymous: Identity = { kind: 'anonymous' };

/** Where a request came from, for the activity log and rate limits. */
export const Origin = z.object({
  ip: z.string().max(64).nullable(),
  userAgent: z.string().max(512).nullable(),
});
export type Origin = z.infer<typeof Origin>;
