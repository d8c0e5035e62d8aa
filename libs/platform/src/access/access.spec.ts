import { randomUUID } from 'node:crypto';
import { anonymous, rolePermissions, type Identity, type Role, type VenueRole } from '@djamms/contracts';
import { requirePermission, requireService, requireVenue, requireVenueOwner, venueOf } from './access';

const [mine, second, foreign] = [randomUUID(), randomUUID(), randomUUID()];
const user = (venues: Record<string, VenueRole>, role: Role = 'user'): Identity => ({
  kind: 'user',
  userId: randomUUID(),
  username: 'mona',
  sessionId: randomUUID(),
  role,
  permissions: [...rolePermissions[role]],
  venues,
});
const service: Identity = { kind: 'service', service: 'scheduler' };
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'allowed';
};

describe('access', () => {
  it('shows a venue to its members, to admins and to services, and to nobody else', () => {
    const ask = (identity: Identity, venueId: string | null) => codeOf(() => requireVenue(identity, venueId));
    expect(ask(user({ [mine]: 'staff' }), mine)).toBe('allowed');
    expect(ask(user({}, 'admin'), foreign)).toBe('allowed');
    expect(ask(service, foreign)).toBe('allowed');
    expect(ask(user({ [mine]: 'owner' }), foreign)).toBe('venue_not_found');
    expect(ask(user({ [mine]: 'owner' }), null)).toBe('venue_not_found');
    expect(ask(user({ [mine]: 'owner' }), 'constructor')).toBe('venue_not_found');
    expect(ask(anonymous, mine)).toBe('unauthenticated');
  });

  it('takes the only venue when none is named, and asks which one when there are several', () => {
    expect(venueOf(user({ [mine]: 'owner' }), undefined)).toBe(mine);
    expect(codeOf(() => venueOf(user({ [mine]: 'owner', [second]: 'staff' }), undefined))).toBe('invalid_request');
    expect(codeOf(() => venueOf(user({}), undefined))).toBe('invalid_request');
    expect(codeOf(() => venueOf(user({ [mine]: 'owner' }), foreign))).toBe('venue_not_found');
  });

  it('keeps what belongs to the owner from staff', () => {
    expect(codeOf(() => requireVenueOwner(user({ [mine]: 'owner' }), mine))).toBe('allowed');
    expect(codeOf(() => requireVenueOwner(user({ [mine]: 'staff' }), mine))).toBe('forbidden');
    expect(codeOf(() => requireVenueOwner(user({}, 'admin'), mine))).toBe('allowed');
  });

  it('asks for the permission, and for nothing of services', () => {
    expect(codeOf(() => requirePermission(user({}), 'system:admin'))).toBe('forbidden');
    expect(codeOf(() => requirePermission(user({}, 'guest'), 'tracks:read'))).toBe('allowed');
    expect(codeOf(() => requirePermission(service, 'system:admin'))).toBe('allowed');
    expect(codeOf(() => requireService(user({}, 'admin')))).toBe('forbidden');
  });
});
