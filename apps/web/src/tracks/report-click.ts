import { type Caller } from '@djamms/client';
import { clickResult } from '@djamms/contracts';

/** The server takes no longer ones. */
export const longestQuery = 300;

/**
 * Tells which of the results was the one, so that it comes sooner next time. Nobody waits for it, and nothing depends
 * on it: what fails here is not worth a word to anybody.
 */
export function reportClick(caller: Caller, venueId: string, query: string, trackId: string): void {
  if (query === '') return;
  caller.call(clickResult, { venueId, query: query.slice(0, longestQuery), trackId }).catch(() => undefined);
}
