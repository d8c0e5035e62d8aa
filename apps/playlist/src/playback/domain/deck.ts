import { isDeepStrictEqual } from 'node:util';
import { type Change } from './change';
import { type Deck, type Item } from './state';

/** Seconds into the song at `now`, not beyond its end. */
export function positionAt(deck: Deck, now: number): number {
  const position = deck.sound ? (now - deck.sound.anchor) / 1000 : deck.position;
  const { duration } = deck.item.song;
  return Math.max(0, duration > 0 ? Math.min(position, duration) : position);
}

/** Seconds of the song that were heard; a player that fell silent unnoticed can't have played more than all of it. */
export function heardUntil(deck: Deck, now: number): number {
  const { duration } = deck.item.song;
  const heard = deck.heard + (deck.sound ? Math.max(0, now - deck.sound.since) / 1000 : 0);
  return Math.round(Math.min(heard, duration > 0 ? duration : 86_400) * 1000) / 1000;
}

/** Puts a song on the empty deck; it sounds if that is what staff asked for. */
export function bring(change: Change, item: Item): void {
  const position = item.song.cueIn ?? 0;
  change.state.deck = {
    item,
    playId: change.newId(),
    startedAt: null,
    sound: null,
    position,
    heard: 0,
    placedRevision: null,
    isGone: false,
  };
  if (item.requestId !== null) change.decideRequest(item.requestId, { status: 'playing', itemId: item.itemId });
  if (change.state.intention === 'play') sound(change);
}

/** What a player says of a song that it played by itself. */
export interface HeardAlone {
  playId: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Seconds. */
  heard: number;
  /** Seconds into the song. */
  position: number;
  isGone: boolean;
  /** Nobody was told yet that it began. */
  isNews: boolean;
}

/** Puts a song on the empty deck that a player has been playing by itself; silent for now. */
export function bringHeard(change: Change, item: Item, { isNews, ...heard }: HeardAlone): void {
  change.state.deck = { item, sound: null, placedRevision: null, ...heard };
  if (item.requestId !== null) change.decideRequest(item.requestId, { status: 'playing', itemId: item.itemId });
  if (isNews) tellStarted(change, item);
}

/** Lets the deck sound from where it is, or from `position`. */
export function sound(change: Change, position?: number): void {
  const { deck } = change.state;
  if (!deck) return;
  const { now } = change;
  const from = position ?? positionAt(deck, now);
  deck.heard = heardUntil(deck, now);
  deck.sound = { anchor: Math.round(now - from * 1000), since: now };
  if (deck.startedAt !== null) return;
  deck.startedAt = now;
  tellStarted(change, deck.item);
}

function tellStarted(change: Change, { itemId, song }: Item): void {
  const { trackId, title, artist } = song;
  const { venueId } = change.state;
  change.do({ kind: 'track_started', fact: { venueId, itemId, trackId, title, artist } });
}

/** Silences the deck where it is, or at `position`. */
export function silence(change: Change, position?: number): void {
  const { deck } = change.state;
  if (!deck) return;
  const at = position ?? positionAt(deck, change.now);
  deck.heard = heardUntil(deck, change.now);
  deck.sound = null;
  deck.position = at;
}

/** Whether the clock has passed the end of the sound, which only happens when no player was there to say so. */
export function hasRunOut(deck: Deck, now: number): boolean {
  const { duration, realEndOffset } = deck.item.song;
  const end = realEndOffset ?? duration;
  return deck.sound !== null && end > 0 && positionAt(deck, now) >= end;
}

/** Seconds until its sound really ends; null when nobody knows how long it is. */
export function secondsLeft(deck: Deck, now: number): number | null {
  const { duration, realEndOffset } = deck.item.song;
  const end = realEndOffset ?? duration;
  return end > 0 ? Math.max(0, end - positionAt(deck, now)) : null;
}

/**
 * Notes that a change which nobody's report asked for has moved, silenced or started the song on the deck. A song that
 * has just come onto it is not marked: the player may be in it already, and then knows better where it is.
 */
export function markPlaced(change: Change, before: Deck | null): void {
  const { deck, revision } = change.state;
  if (!deck || deck.item.itemId !== before?.item.itemId) return;
  const isSame = deck.position === before.position && isDeepStrictEqual(deck.sound, before.sound);
  if (!isSame) deck.placedRevision = revision + 1;
}

/** Begins the song on the deck once more, as if it had not been heard. */
export function startAgain(change: Change): void {
  const { deck, intention } = change.state;
  if (!deck) return;
  silence(change, deck.item.song.cueIn ?? 0);
  deck.heard = 0;
  if (intention === 'play') sound(change);
}
