import { maxQueueItems, playbackErrors } from '@djamms/contracts';
import { refuse, type Change } from './change';
import { type Input } from './input';
import { trimPlayed } from './up-next';

/** What staff took out of the lists is kept this long. */
export const undoMs = 600_000;

/**
 * Puts back what one change took out. Removed and cleared songs stand in front of what was added to the end since;
 * the songs that a playlist replaced come before the rest of that playlist. A request is taken up again, unless its song
 * was asked for anew or plays.
 */
export function restore(change: Change, { revision, removed }: Extract<Input, { kind: 'restore' }>): void {
  const { counts, deck } = change.state;
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
  const onDeck = deck?.item.song.trackId;
  const again = removed.requests.filter(({ isWaiting, trackId }) => !isWaiting && trackId !== onDeck);
  const reopened = again.map(({ requestId }) => requestId);
  change.do({ kind: 'restore', revision, mixes: removed.priority > 0 && counts.priority > 0, reopened });
  counts.active += removed.active;
  counts.priority += removed.priority;
  counts.played += removed.played;
  trimExcess(change);
  for (const { requestId, itemId } of again) change.decideRequest(requestId, { status: 'queued', itemId });
}

function trimExcess(change: Change): void {
  const { counts } = change.state;
  const excess = counts.active + counts.played - maxQueueItems;
  if (excess > 0) trimPlayed(change, Math.min(excess, counts.played));
}
