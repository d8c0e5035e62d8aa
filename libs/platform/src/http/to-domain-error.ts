import { HttpException } from '@nestjs/common';
import { DomainError, categoryStatus, commonErrors, type ErrorDefinition } from '@djamms/contracts';
import { isDatabaseAway } from '@djamms/messaging';

/** The first definition of a status is its general one. */
const byStatus: Partial<Record<number, ErrorDefinition>> = Object.fromEntries(
  Object.values(commonErrors)
    .map((definition): [number, ErrorDefinition] => [categoryStatus[definition.category], definition])
    .reverse(),
);

const details: Partial<Record<number, string>> = {
  404: 'There is nothing at this address. Check the path and the method.',
  413: 'The body is larger than 1 MB. Send less at once.',
  415: 'Send the body as application/json.',
};

/** Any thrown value as an error that may be shown; `isDefect` when it was not foreseen and has to be logged. */
export function toDomainError(error: unknown): { error: DomainError; isDefect: boolean } {
  if (error instanceof DomainError) return { error, isDefect: false };
  const status = statusOf(error);
  const definition =
    status !== undefined && status < 500 ? (byStatus[status] ?? commonErrors.invalid_request) : undefined;
  if (status !== undefined && definition) {
    return { error: new DomainError(definition, details[status] ?? messageOf(error)), isDefect: false };
  }
  if (isDatabaseAway(error)) {
    return {
      error: new DomainError(
        commonErrors.service_unavailable,
        'The database is not available right now. Try again in a moment.',
        { retryAfter: 2 },
      ),
      isDefect: true,
    };
  }
  return {
    error: new DomainError(
      commonErrors.internal_error,
      'The request could not be completed. Try again; if it keeps failing, give support the trace id.',
    ),
    isDefect: true,
  };
}

/** Nest's and Fastify's errors carry their status. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
