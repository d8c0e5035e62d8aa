import { type Change } from './change';
import { type Input, type Outcome } from './input';
import { turnDown } from './requests';

/** Its items have left the lists. What plays plays on until it ends or the player can't go on. */
export function trackGone(change: Change, input: Extract<Input, { kind: 'track_gone' }>): void {
  const { trackId, removed, requests } = input;
  const { counts, deck } = change.state;
  if (deck?.item.song.trackId === trackId) deck.isGone = true;
  counts.active -= removed.active;
  counts.priority -= removed.priority;
  counts.played -= removed.played;
  if (removed.active + removed.priority > 0) change.do({ kind: 'relist' });
  for (const request of requests) turnDown(change, request, 'track_gone');
}

/** New tags or measurements show at once, also on the deck. */
export function trackChanged(change: Change, input: Extract<Input, { kind: 'track_changed' }>): void {
  const { song, isQueued, requestIds } = input;
  const { deck } = change.state;
  if (deck?.item.song.trackId === song.trackId) deck.item = { ...deck.item, song };
  if (isQueued) change.do({ kind: 'relist' });
  if (requestIds.length > 0) change.do({ kind: 'show_requests', requestIds });
}

/** A like shows at once while its track is on the deck. */
export function voted(change: Change, trackId: string): Outcome {
  if (change.state.deck?.item.song.trackId !== trackId) return 'ignored';
  change.do({ kind: 'show_now_playing' });
  return 'done';
}
