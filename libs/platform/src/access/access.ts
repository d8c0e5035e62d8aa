import {
  DomainError,
  commonErrors,
  type ErrorDefinition,
  type Identity,
  type Permission,
  type UserIdentity,
} from '@djamms/contracts';

/** @throws DomainError `unauthenticated` when nobody is signed in. */
export function requireUser(identity: Identity): UserIdentity {
  if (identity.kind === 'user') return identity;
  throw new DomainError(commonErrors.unauthenticated, 'Sign in first.');
}

/** @throws DomainError `forbidden` when the caller is not a service on its own account. */
export function requireService(identity: Identity): void {
  if (identity.kind !== 'service')
    throw new DomainError(commonErrors.forbidden, 'Only services of the system may do this.');
}

/** Services pass: they act for the system, within what their callers were allowed. */
export function requirePermission(identity: Identity, permission: Permission): void {
  if (identity.kind === 'service') return;
  if (!requireUser(identity).permissions.includes(permission))
    throw new DomainError(commonErrors.forbidden, `Your role does not include “${permission}”.`);
}

/** Whether the caller may know that the venue exists. */
export function mayReach(identity: Identity, venueId: string): boolean {
  if (identity.kind === 'service') return true;
  if (identity.kind !== 'user') return false;
  return identity.role === 'admin' || Object.hasOwn(identity.venues, venueId);
}

/**
 * As `requireVenue`, and guests of the venue may pass too: for what the kiosk shows and takes.
 * @throws DomainError `unauthenticated`, `venue_not_found`
 */
export function requireVisit(identity: Identity, venueId: string): void {
  if (identity.kind === 'guest' && identity.venueId === venueId) return;
  requireVenue(identity, venueId);
}

/**
 * As `venueOf`, and a guest's own venue for guests.
 * @throws DomainError `venue_not_found`, or `invalid_request` when it can't be told which venue is meant.
 */
export function visitedVenueOf(identity: Identity, venueId: string | undefined): string {
  if (identity.kind !== 'guest') return venueOf(identity, venueId);
  requireVisit(identity, venueId ?? identity.venueId);
  return identity.venueId;
}

/** Who likes, asks and searches: one id for a user or guest; null for services and nobody. */
export function personOf(identity: Identity): { kind: 'user' | 'guest'; id: string } | null {
  if (identity.kind === 'user') return { kind: 'user', id: identity.userId };
  return identity.kind === 'guest' ? { kind: 'guest', id: identity.guestId } : null;
}

/**
 * Another venue's things do not exist for the caller: the answer is the same 404 as for an id nobody has.
 * @throws DomainError `notFound`, which is `venue_not_found` unless given.
 */
export function requireVenue(
  identity: Identity,
  venueId: string | null,
  notFound: ErrorDefinition = commonErrors.venue_not_found,
): void {
  if (identity.kind === 'anonymous') requireUser(identity);
  if (venueId !== null && mayReach(identity, venueId)) return;
  throw new DomainError(notFound, `${notFound.title}. Check the id, and that you belong to its venue.`);
}

/** @throws DomainError `forbidden` when the caller is neither owner of the venue nor admin. */
export function requireVenueOwner(identity: Identity, venueId: string): void {
  requireVenue(identity, venueId);
  const user = requireUser(identity);
  if (user.role !== 'admin' && user.venues[venueId] !== 'owner')
    throw new DomainError(commonErrors.forbidden, 'Only the venue’s owner may do this.');
}

/**
 * The venue to act on: the given one, or the caller's only one.
 * @throws DomainError `venue_not_found`, or `invalid_request` when it can't be told which venue is meant.
 */
export function venueOf(identity: Identity, venueId: string | undefined): string {
  if (venueId !== undefined) {
    requireVenue(identity, venueId);
    return venueId;
  }
  const venues = Object.keys(requireUser(identity).venues);
  if (venues.length === 1) return venues[0]!;
  const detail =
    venues.length === 0
      ? 'You belong to no venue yet. Open one first.'
      : 'You belong to several venues: say which one is meant by venueId.';
  throw new DomainError(commonErrors.invalid_request, detail, { errors: [{ path: 'venueId', message: detail }] });
}
