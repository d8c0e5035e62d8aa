import { maxQueueItems, playbackErrors } from '@djamms/contracts';
import { refuse, type Change } from './change';
import { bring } from './deck';
import { type Found, type Input } from './input';
import { reasonToLeave, resume } from './intention';
import { type Item, type VenueState } from './state';
import { leaveDeck, trimPlayed } from './up-next';

type Add = Extract<Input, { kind: 'add' }>;

/**
 * Adds a song. It sounds at once when asked to (`playNow`), or when staff wanted music and there was none left;
 * a venue that was never started, paused or stopped stays silent.
 */
export function add(change: Change, input: Add): void {
  requireRoom(change);
  if (input.playNow) return playNow(change, input.item);
  const item: Item = { ...input.item, source: input.at === 'next' ? 'priority' : 'queue' };
  if (!change.state.deck && change.state.intention === 'play') return bring(change, item);
  place(change, item, input.at);
}

function playNow(change: Change, item: Item): void {
  const reason = reasonToLeave(change);
  resume(change);
  leaveDeck(change, reason);
  bring(change, { ...item, source: 'queue' });
}

function place(change: Change, item: Item, at: Add['at']): void {
  const { counts } = change.state;
  if (at === 'next') {
    change.do({ kind: 'put', item, list: 'priority', at: 'by_credit' });
    counts.priority += 1;
    return;
  }
  const isAtEnd = at === 'end' || at >= counts.active;
  change.do({ kind: 'put', item, list: 'active', at: isAtEnd ? 'end' : at });
  counts.active += 1;
  const excess = counts.active + counts.played - maxQueueItems;
  if (excess > 0) trimPlayed(change, excess);
}

export function remove(change: Change, { item, list }: Found): void {
  change.do({ kind: 'set_aside', itemId: item.itemId, list });
  change.state.counts[list] -= 1;
  const { requestId } = item;
  if (requestId !== null) change.decideRequest(requestId, { status: 'rejected', ending: 'staff', reason: null });
}

export function reorder(change: Change, { item, list }: Found, to: number): void {
  change.do({ kind: 'move', item, list, to: Math.min(to, change.state.counts[list] - 1) });
}

/**
 * What plays goes on. What was played does not come again either. Requests were promised: they go only when the
 * priority queue itself is to be cleared.
 */
export function clearLists(change: Change, list: 'active' | 'priority' | 'both'): void {
  const { counts } = change.state;
  if (list !== 'priority') {
    const isSeen = counts.active > 0 || (list === 'both' && counts.priority > change.heads.promised);
    clear(change, 'active', false);
    clear(change, 'played', !isSeen);
  }
  if (list === 'both') clearPriority(change, true);
  if (list === 'priority') clearPriority(change, false);
}

function clear(change: Change, list: 'active' | 'played', forGood: boolean): void {
  if (change.state.counts[list] === 0) return;
  change.do({ kind: 'clear', list, keepsRequests: false, forGood });
  change.state.counts[list] = 0;
}

function clearPriority(change: Change, keepsRequests: boolean): void {
  const { counts } = change.state;
  const { promised } = change.heads;
  const kept = keepsRequests ? promised : 0;
  if (counts.priority === kept) return;
  change.do({ kind: 'clear', list: 'priority', keepsRequests, forGood: false });
  counts.priority = kept;
  if (promised > kept) change.do({ kind: 'reject_queued', ending: 'cleared' });
}

export const hasRoom = ({ counts }: Pick<VenueState, 'counts'>): boolean =>
  counts.active + counts.priority < maxQueueItems;

function requireRoom({ state }: Change): void {
  if (!hasRoom(state))
    refuse(
      playbackErrors.queue_full,
      `The queues hold ${maxQueueItems} songs, as many as they can. Remove some first.`,
    );
}
