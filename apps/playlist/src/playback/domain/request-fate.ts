import { type RequestEnding } from '@djamms/contracts';
import { heardUntil } from './deck';
import { type RequestFate } from './effects';
import { type Deck } from './state';

/** Seconds after which a song counts as played, however long it is (spec, "Queue and playback"). */
const countsAfter = 240;

/** What its request becomes when a song leaves the deck: played if it was heard, else why it was not. */
export function fateOffDeck(deck: Deck, reason: 'ended' | 'skipped' | 'error' | 'stopped', now: number): RequestFate {
  const rejected = (ending: RequestEnding): RequestFate => ({ status: 'rejected', ending, reason: null });
  if (reason === 'error' && !countsAsPlay(deck, now)) return rejected('unplayable');
  if (deck.startedAt !== null) return { status: 'played' };
  return rejected(deck.isGone ? 'track_gone' : 'staff');
}

function countsAsPlay(deck: Deck, now: number): boolean {
  const { duration } = deck.item.song;
  const heard = heardUntil(deck, now);
  return heard >= countsAfter || (duration > 0 && heard > duration / 2);
}
