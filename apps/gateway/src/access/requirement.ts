import { DomainError, commonErrors, type HttpBinding, type Identity } from '@djamms/contracts';
import { requirePermission, requireUser } from '@djamms/platform';

/**
 * Who may use a request, by what its contract says: the one rule for REST routes and socket messages. Whether it may be
 * done in this venue, the service that owns the data decides.
 * @throws DomainError `unauthenticated`, `forbidden`
 */
export function requireAccess(identity: Identity, access: HttpBinding['access']): void {
  if (access === 'public') return;
  if (identity.kind !== 'guest') return requireMember(identity, access);
  if (access !== 'guest')
    throw new DomainError(
      commonErrors.forbidden,
      'Guests may look around, like songs and ask for some. For anything else sign in with an account.',
    );
}

function requireMember(identity: Identity, access: Exclude<HttpBinding['access'], 'public'>): void {
  const user = requireUser(identity);
  if (access !== 'guest' && access !== 'user') requirePermission(user, access);
}
