import { type CallInputOf, type OfflinePlay, type reconcilePlayer, maxOfflinePlays } from '@djamms/contracts';
import { type Solo } from './solo.schema';

export type Reconciliation = Omit<CallInputOf<typeof reconcilePlayer>, 'venueId' | 'playerId'>;

/** Whether the venue has anything to learn from a player that was on its own. */
export function hasNews({ journal, play, lastItemId, knownPlayId }: Solo): boolean {
  if (journal.length > 0) return true;
  return play !== null && play.startedAt !== null && play.itemId !== lastItemId && play.playId !== knownPlayId;
}

/**
 * The next message to the venue, and the state that remembers having sent it: a batch keeps its command id and its
 * songs until it is acknowledged, so that it acts once however often it is sent. What sounded after a batch that is
 * not the last one is its `current`, which is the first song of the next.
 */
export function nextReport(solo: Solo, newId: () => string): { report: Reconciliation; solo: Solo } | null {
  if (!hasNews(solo) && solo.sent === null) return null;
  const { commandId, count } = solo.sent ?? {
    commandId: newId(),
    count: Math.min(solo.journal.length, maxOfflinePlays),
  };
  const { epoch, lastItemId } = solo;
  const current = soundingAfter(solo, count);
  const report = { commandId, epoch, lastItemId, plays: solo.journal.slice(0, count), current };
  // The venue acts on the first message of an id: what that one named is what it knows afterwards.
  const currentId = solo.sent === null ? (current?.playId ?? null) : solo.sent.currentId;
  return { report, solo: { ...solo, sent: { commandId, count, currentId } } };
}

/** The venue has stored a batch. @param venueItemId what the venue has on its deck since. */
export function acknowledged(solo: Solo, venueItemId: string | null): Solo {
  const { count = 0, currentId = null } = solo.sent ?? {};
  return {
    ...solo,
    sent: null,
    journal: solo.journal.slice(count),
    lastItemId: venueItemId,
    knownPlayId: currentId ?? solo.knownPlayId,
  };
}

function soundingAfter({ journal, play, state }: Solo, count: number): Reconciliation['current'] {
  const next: OfflinePlay | undefined = journal[count];
  if (next !== undefined) {
    const { playId, itemId, trackId, startedAt, heard } = next;
    return { playId, itemId, trackId, startedAt, position: heard };
  }
  if (play === null || play.startedAt === null) return null;
  const { playId, itemId, trackId, startedAt } = play;
  return { playId, itemId, trackId, startedAt, position: state.nowPlaying.position };
}
