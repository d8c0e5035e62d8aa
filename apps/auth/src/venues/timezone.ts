import { DomainError, venueErrors } from '@djamms/contracts';

/** @throws DomainError `unknown_timezone` for what is not an IANA time zone. */
export function requireTimezone(timezone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    const message = `“${timezone.slice(0, 64)}” is not a time zone. Use an IANA name such as Europe/Berlin.`;
    throw new DomainError(venueErrors.unknown_timezone, message, { errors: [{ path: 'timezone', message }] });
  }
}
