import { maxQueueItems, playbackErrors } from '@djamms/contracts';
import { refuse, type Change } from './change';
import { type Input } from './input';
import { trimPlayed } from './up-next';

/** What staff took out of the lists is kept this long. */
export const undoMs = 600_000;

/**
 * Puts back what one change took out. Removed and cleared songs stand in front of what was added to the end since;
 * the songs that a playlist replaced come before the rest of that playlist.
 */
export function restore(change: Change, { revision, removed }: Extract<Input, { kind: 'restore' }>): void {
  const { counts } = change.state;
  const back = removed.active + removed.priority;
  if (back === 0)
    refuse(
      playbackErrors.nothing_to_restore,
      'There is nothing to put back: it was put back already, or it is longer ago than ten minutes.',
    );
  const excess = counts.active + counts.priority + back - maxQueueItems;
  if (excess > 0)
    refuse(
      playbackErrors.queue_full,
      `The queues hold ${maxQueueItems} songs at most. Remove ${excess} of them, then put the others back.`,
    );
  change.do({ kind: 'restore', revision, mixes: removed.priority > 0 && counts.priority > 0 });
  counts.active += removed.active;
  counts.priority += removed.priority;
  counts.played += removed.played;
  trimExcess(change);
  for (const { requestId, itemId } of removed.requests) change.decideRequest(requestId, { status: 'queued', itemId });
}

function trimExcess(change: Change): void {
  const { counts } = change.state;
  const excess = counts.active + counts.played - maxQueueItems;
  if (excess > 0) trimPlayed(change, Math.min(excess, counts.played));
}
