import { maxQueueItems, type PayloadOf, type trackFinished } from '@djamms/contracts';
import { type Change } from './change';
import { bring, heardUntil } from './deck';
import { fateOffDeck } from './request-fate';
import { compareIn, cycleOrder } from './ordering';
import { type AutoPick, type Deck, type Item, type ListName } from './state';

export type LeaveReason = PayloadOf<typeof trackFinished>['reason'];

/** Items that do not come again are kept this long, counted in departures, for PLAY_PREVIOUS. */
const pastKept = 500;

type Next =
  | { from: 'priority' | 'active'; item: Item }
  /** The main queue starts over; without an item, with the song that is on the deck. */
  | { from: 'cycle'; item: Item | null }
  | { from: 'auto'; pick: AutoPick };

/** The rules of "what plays next" (spec, "Queue and playback"); null when there is nothing. */
export function whatPlaysNext(change: Change): Next | null {
  const { heads, state } = change;
  if (heads.priority) return { from: 'priority', item: heads.priority };
  if (heads.active) return { from: 'active', item: heads.active };
  if (state.settings.repeat_mode === 'all') {
    const own = state.deck && !state.deck.isGone && comesAgain(state.deck.item) ? state.deck.item : null;
    if (own && (!heads.played || isEarlier(change, own, heads.played))) return { from: 'cycle', item: null };
    if (heads.played) return { from: 'cycle', item: heads.played };
  }
  return heads.auto ? { from: 'auto', pick: heads.auto } : null;
}

/** Moves the deck on. False, and nothing done, when nothing follows. */
export function playNext(change: Change, reason: LeaveReason): boolean {
  const next = whatPlaysNext(change);
  if (!next) return false;
  const left = leaveDeck(change, reason);
  bringNext(change, next, left);
  return true;
}

/**
 * Takes the song off the deck and into the lists of what was played. Its item there, with its new id; null when its
 * track is no longer in the library.
 */
export function leaveDeck(change: Change, reason: LeaveReason, mayComeAgain = true): Item | null {
  const item = liftOff(change, reason);
  if (!item) return null;
  const { state } = change;
  state.departures += 1;
  if (mayComeAgain && comesAgain(item)) return toPlayed(change, item);
  // Its request was kept, or can't be: when the song is taken back, it is a song like others.
  change.do({ kind: 'put', item: { ...item, requestId: null }, list: 'past', at: 'end' });
  if (state.departures > pastKept) change.do({ kind: 'trim_past', upTo: state.departures - pastKept });
  return item;
}

/** Empties the deck. The song's item, with a new id, is in no list yet; null as in `leaveDeck`. */
export function liftOff(change: Change, reason: LeaveReason): Item | null {
  const { state } = change;
  const { deck } = state;
  if (!deck) return null;
  state.deck = null;
  tellFinished(change, deck, reason);
  const { requestId } = deck.item;
  if (requestId !== null) change.decideRequest(requestId, fateOffDeck(deck, reason, change.now));
  return deck.isGone ? null : { ...deck.item, itemId: change.newId() };
}

/** Puts an item of a list on the deck. */
export function takeToDeck(change: Change, item: Item, list: ListName): void {
  takeOut(change, item, list);
  bring(change, item);
}

/** Takes an item out of a list, onto the deck. */
export function takeOut(change: Change, item: Item, list: ListName): void {
  const { state } = change;
  change.do({ kind: 'take', itemId: item.itemId });
  if (list !== 'past') state.counts[list] -= 1;
  if (list === 'active' || list === 'played') state.lastPosition = item.position;
}

/** History: only what sounded was a play. */
function tellFinished(change: Change, deck: Deck, reason: LeaveReason): void {
  if (deck.startedAt === null) return;
  const { item, playId, startedAt } = deck;
  change.do({
    kind: 'track_finished',
    fact: {
      playId,
      venueId: change.state.venueId,
      itemId: item.itemId,
      trackId: item.song.trackId,
      startedAt: new Date(startedAt).toISOString(),
      durationPlayed: heardUntil(deck, change.now),
      source: item.source,
      reason,
    },
  });
}

function bringNext(change: Change, next: Next, left: Item | null): void {
  switch (next.from) {
    case 'priority':
    case 'active':
      return takeToDeck(change, next.item, next.from);
    case 'cycle':
      return startOver(change, next.item ?? left);
    case 'auto':
      return bringAuto(change, next.pick);
  }
}

function startOver(change: Change, first: Item | null): void {
  if (!first) return;
  turnOver(change);
  takeToDeck(change, first, 'active');
}

/** What was played becomes the active list again: the two lanes change places, and no item is written. */
export function turnOver(change: Change): void {
  const { state } = change;
  state.activeLane = state.activeLane === 0 ? 1 : 0;
  state.counts = { ...state.counts, active: state.counts.played, played: state.counts.active };
  state.pivot = null;
  change.do({ kind: 'start_over' });
}

function bringAuto(change: Change, { song, seed, key }: AutoPick): void {
  change.state.auto = { seed, key };
  bring(change, {
    itemId: change.newId(),
    song,
    source: 'auto',
    credit: 0,
    isRequest: false,
    requestId: null,
    addedBy: null,
    addedAt: change.now,
    position: null,
    salt: change.random(),
    placed: null,
  });
}

/** Guests' requests and auto-DJ's choices are played once; what staff queued belongs to the cycle. */
export const comesAgain = (item: Item): boolean => item.source !== 'auto' && !item.isRequest;

const isEarlier = (change: Change, a: Item, b: Item): boolean =>
  a.source === 'queue' && compareIn(cycleOrder(change.state), a, b) < 0;

function toPlayed(change: Change, item: Item): Item {
  const { counts } = change.state;
  const isOwn = item.source === 'queue' && item.position !== null;
  const played: Item = { ...item, source: 'queue', position: isOwn ? item.position : null };
  change.do({ kind: 'put', item: played, list: 'played', at: isOwn ? 'own' : 'end' });
  counts.played += 1;
  const excess = counts.active + counts.played - maxQueueItems;
  if (excess > 0 && counts.played > 0) trimPlayed(change, Math.min(excess, counts.played));
  return played;
}

export function trimPlayed(change: Change, count: number): void {
  change.do({ kind: 'trim_played', count });
  change.state.counts.played -= count;
}

/** Repeat one: the same song as a new item, so that a second report about the old one finds nothing. */
export function bringAgain(change: Change): void {
  const item = liftOff(change, 'ended');
  if (item) bring(change, item);
  else playNext(change, 'ended');
}
