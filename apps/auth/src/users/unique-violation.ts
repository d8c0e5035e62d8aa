import { DomainError, authErrors } from '@djamms/contracts';

const byIndex: Record<string, DomainError> = {
  users_username_key: new DomainError(authErrors.username_taken, 'Choose another user name.', {
    errors: [{ path: 'username', message: 'is taken' }],
  }),
  users_email_key: new DomainError(authErrors.email_taken, 'Sign in instead, or use another address.', {
    errors: [{ path: 'email', message: 'already has an account' }],
  }),
};

/** The unique indexes decide who was first; a check beforehand could not. */
export function translateUniqueViolation(error: unknown): unknown {
  const { code, constraint } = (error as { driverError?: { code?: string; constraint?: string } }).driverError ?? {};
  return code === '23505' && constraint ? (byIndex[constraint] ?? error) : error;
}
