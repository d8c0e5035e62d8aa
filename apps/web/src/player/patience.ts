import { clientErrors, hasCode } from '@djamms/client';
import { DomainError } from '@djamms/contracts';

/** The server, or what it needs for this, is out of reach; the request itself is right. */
export const isAway = (error: unknown): boolean =>
  error instanceof DomainError && (error.status >= 500 || hasCode(error, clientErrors.network_unreachable.code));

/** Rejects as unreachable when no answer came in time (ms). */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new DomainError(clientErrors.network_unreachable, 'The server did not answer in time.')),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
