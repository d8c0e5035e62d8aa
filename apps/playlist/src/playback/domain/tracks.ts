import { type Change } from './change';
import { type Input } from './input';

/** Its items have left the lists. What plays plays on until it ends or the player can't go on. */
export function trackGone(change: Change, { trackId, removed }: Extract<Input, { kind: 'track_gone' }>): void {
  const { counts, deck } = change.state;
  if (deck?.item.song.trackId === trackId) deck.isGone = true;
  counts.active -= removed.active;
  counts.priority -= removed.priority;
  counts.played -= removed.played;
  if (removed.active + removed.priority > 0) change.do({ kind: 'relist' });
}

/** New tags or measurements show at once, also on the deck. */
export function trackChanged(change: Change, { song, isQueued }: Extract<Input, { kind: 'track_changed' }>): void {
  const { deck } = change.state;
  if (deck?.item.song.trackId === song.trackId) deck.item = { ...deck.item, song };
  if (isQueued) change.do({ kind: 'relist' });
}
