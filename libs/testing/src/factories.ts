import { randomBytes, randomUUID } from 'node:crypto';
import { rolePermissions, type Role, type TrackSummary, type UserIdentity, type VenueRole } from '@djamms/contracts';

/** Seven letters and digits that no other test uses. */
export const unique = (): string => randomBytes(4).toString('hex');

export interface NewOwner {
  username: string;
  email: string;
  password: string;
  venueName: string;
}

/** What a new owner types; no two are alike. */
export function newOwner(overrides: Partial<NewOwner> = {}): NewOwner {
  const mark = unique();
  return {
    username: `owner-${mark}`,
    email: `owner-${mark}@example.com`,
    password: `a long password ${mark}`,
    venueName: `Bar ${mark}`,
    ...overrides,
  };
}

export interface IdentityOptions {
  userId?: string;
  role?: Role;
  venues?: Record<string, VenueRole>;
}

/** A signed-in user, staff of nothing unless told. */
export function userIdentity(options: IdentityOptions = {}): UserIdentity {
  const role = options.role ?? 'user';
  return {
    kind: 'user',
    userId: options.userId ?? randomUUID(),
    username: `user-${unique()}`,
    sessionId: randomUUID(),
    role,
    permissions: [...rolePermissions[role]],
    venues: options.venues ?? {},
  };
}

/** The owner of one venue, new unless given. */
export function ownerIdentity(venueId: string = randomUUID()): UserIdentity & { venueId: string } {
  return { ...userIdentity({ venues: { [venueId]: 'owner' } }), venueId };
}

/** A track as other services know it, three minutes long and fully measured. */
export function trackSummary(overrides: Partial<TrackSummary> = {}): TrackSummary {
  const mark = unique();
  return {
    id: randomUUID(),
    venueId: randomUUID(),
    title: `Song ${mark}`,
    artist: `Band ${mark}`,
    album: null,
    genre: 'Rock',
    year: 1999,
    duration: 180,
    source: 'file',
    videoId: null,
    fileId: randomUUID(),
    thumbnailUrl: null,
    realEndOffset: 178,
    cueIn: 0,
    loudnessLufs: -14,
    truePeakDb: -1,
    popularity: 0,
    playCount: 0,
    bpm: null,
    isBroken: false,
    version: 1,
    ...overrides,
  };
}
