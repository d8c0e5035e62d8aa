import { playbackErrors, type OfflinePlay } from '@djamms/contracts';
import { musicWorks } from './alerts';
import { refuse, type Change } from './change';
import { bringHeard, heardUntil, type HeardAlone } from './deck';
import { type Found, type Input, type Outcome } from './input';
import { type Item, type Song } from './state';
import { comesAgain, leaveDeck, playNext, takeOut, turnOver } from './up-next';

type Reconcile = Extract<Input, { kind: 'reconcile' }>;
type Place = Found['list'] | 'played' | 'past';

/** A player that says it was away for longer than this has a clock that can't be believed. */
const longestAbsenceMs = 30 * 24 * 3_600_000;
/** Seconds that a song of unknown length can have been heard. */
const longestSong = 86_400;

/**
 * What a player played while the server was out of its reach. Its plays are what the room heard: they leave the
 * lists, and what it plays now is on the deck, unless staff or another player has moved on meanwhile.
 * @throws DomainError `not_master`
 */
export function reconcile(change: Change, input: Reconcile): Outcome {
  if (change.state.master?.playerId !== input.playerId)
    refuse(playbackErrors.not_master, 'This player is not the venue’s master. Register it again.');
  return new CatchUp(change, input).run();
}

/** The room shall sound, the deck is empty, and the lists may hold something again. */
export function goOn(change: Change): void {
  if (!change.state.deck && change.state.intention === 'play') playNext(change, 'ended');
}

class CatchUp {
  /** Where the named items are now; playing one gives it a new id and another place. */
  private readonly places = new Map<string, { item: Item; list: Place }>();
  private readonly told = new Set<string>();
  private isLastSettled = false;

  constructor(
    private readonly change: Change,
    private readonly input: Reconcile,
  ) {
    for (const found of input.waiting) this.places.set(found.item.itemId, found);
  }

  run(): Outcome {
    if (!this.isSameReign()) return this.onlyHistory();
    const { deckIsTheirs } = this;
    for (const play of this.input.plays) if (this.isNew(play)) this.take(play);
    if (!deckIsTheirs) return 'history';
    this.settle();
    return 'done';
  }

  /** No other device was master since the songs were played. */
  private isSameReign(): boolean {
    const { epoch, reign } = this.change.state;
    return reign?.until === epoch && this.input.epoch >= reign.since && this.input.epoch <= epoch;
  }

  /** Nobody has put anything on the deck but what the player itself was playing. */
  private get deckIsTheirs(): boolean {
    const { deck } = this.change.state;
    const { lastItemId, plays, current } = this.input;
    if (!deck || deck.item.itemId === lastItemId) return true;
    return [...plays, ...(current ? [current] : [])].some((named) => this.isOnDeck(named));
  }

  private isOnDeck({ itemId, playId }: { itemId: string | null; playId: string }): boolean {
    const { deck } = this.change.state;
    return deck !== null && (deck.item.itemId === itemId || deck.playId === playId);
  }

  private isNew({ playId }: OfflinePlay): boolean {
    if (this.told.has(playId)) return false;
    this.told.add(playId);
    return true;
  }

  /** The songs were heard, but who steers the room has other plans with the lists. */
  private onlyHistory(): Outcome {
    for (const play of this.input.plays) if (this.isNew(play) && !this.wasToldBefore(play)) this.tell(play);
    return 'history';
  }

  private take(play: OfflinePlay): void {
    if (this.isOnDeck(play)) return this.leave(play);
    const place = play.itemId === null ? undefined : this.places.get(play.itemId);
    if (place) this.comeAndGo(play, place);
    else if (!this.wasToldBefore(play)) this.tell(play);
  }

  /**
   * What was on the deck when the player lost the server is in the history since it left it, or will be when it does;
   * unless the player names it more than once, because it repeated it.
   */
  private wasToldBefore({ itemId }: OfflinePlay): boolean {
    if (itemId === null || itemId !== this.input.lastItemId || this.isLastSettled) return false;
    this.isLastSettled = true;
    return true;
  }

  /** The song on the deck was played on until it left. */
  private leave(play: OfflinePlay): void {
    const { deck } = this.change.state;
    if (!deck) return;
    const { item } = deck;
    if (item.itemId === this.input.lastItemId) this.isLastSettled = true;
    const { isGone } = deck;
    const isNews = deck.startedAt === null;
    this.change.state.deck = null;
    bringHeard(this.change, item, { ...this.heard(play, item.song), isGone, isNews });
    this.depart(play, item);
  }

  /** A song that waited came onto the deck and left it, whatever is there by now. */
  private comeAndGo(play: OfflinePlay, place: { item: Item; list: Place }): void {
    const { state } = this.change;
    const { deck } = state;
    state.deck = null;
    const item = this.fetch(place);
    bringHeard(this.change, item, { ...this.heard(play, item.song), isGone: false, isNews: true });
    this.depart(play, item);
    state.deck = deck;
  }

  private depart(play: OfflinePlay, { itemId, song }: Item): void {
    const { change, places } = this;
    this.count(play, itemId, song);
    const left = leaveDeck(change, play.reason);
    const named = play.itemId ?? itemId;
    places.delete(named);
    if (!left) return;
    if (!comesAgain(left)) places.set(named, { item: { ...left, requestId: null }, list: 'past' });
    // With the queue full, what comes last to the played ones can be the first to go for good.
    else if (change.state.counts.played > 0) places.set(named, { item: left, list: 'played' });
  }

  /** Out of its list. A player that starts its queue over makes the venue do so. */
  private fetch({ item, list }: { item: Item; list: Place }): Item {
    const { change, places } = this;
    const { counts, settings } = change.state;
    const startsOver = list === 'played' && settings.repeat_mode === 'all' && counts.active === 0;
    if (startsOver) {
      turnOver(change);
      for (const place of places.values()) if (place.list === 'played') place.list = 'active';
    }
    takeOut(change, item, startsOver ? 'active' : list);
    return item;
  }

  /** What the player plays now is on the deck; with nothing, the deck stays as its last play left it. */
  private settle(): void {
    const { change } = this;
    const { state } = change;
    const { current } = this.input;
    if (!current || this.isOnDeck(current)) return;
    const place = current.itemId === null ? undefined : this.places.get(current.itemId);
    if (!place && !this.input.currentSong) return;
    const startedAt = this.plausible(current.startedAt);
    if (state.deck) this.leaveUntold();
    const item = place ? this.fetch(place) : this.autoItem(this.input.currentSong);
    if (!item) return;
    const length = item.song.duration > 0 ? item.song.duration : longestSong;
    const position = Math.min(current.position, length);
    bringHeard(change, item, {
      playId: this.told.has(current.playId) ? change.newId() : current.playId,
      startedAt,
      heard: Math.min(position, (change.now - startedAt) / 1000),
      position,
      isGone: false,
      isNews: true,
    });
    if (state.intention === 'play') this.sound(position);
  }

  private sound(position: number): void {
    const { change } = this;
    const { deck } = change.state;
    if (deck) deck.sound = { anchor: Math.round(change.now - position * 1000), since: change.now };
  }

  /** The player went on to other songs without a word about this one: it was heard until the first of them at most. */
  private leaveUntold(): void {
    const { change } = this;
    const { deck } = change.state;
    const [first] = [...this.input.plays, this.input.current];
    if (!deck || !first) return;
    deck.heard = heardUntil(deck, this.plausible(first.startedAt));
    deck.sound = null;
    leaveDeck(change, 'skipped');
  }

  private autoItem(song: Song | null): Item | null {
    if (!song) return null;
    const { change } = this;
    return {
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
    };
  }

  /** In the history only: a song that is in no list, or in lists that others steer. Of other venues' tracks nothing. */
  private tell(play: OfflinePlay): void {
    const { change, input } = this;
    const place = play.itemId === null ? undefined : this.places.get(play.itemId);
    const song = place?.item.song ?? input.songs.get(play.trackId);
    if (!song) return;
    const itemId = play.itemId ?? change.newId();
    if (play.reason === 'error') this.tellFailure(itemId, song, 1);
    const { startedAt, heard } = this.heard(play, song);
    change.do({
      kind: 'track_finished',
      fact: {
        playId: play.playId,
        venueId: change.state.venueId,
        itemId,
        trackId: song.trackId,
        startedAt: new Date(startedAt).toISOString(),
        durationPlayed: heard,
        source: place?.item.source ?? (play.itemId === null ? 'auto' : 'queue'),
        reason: play.reason,
      },
    });
  }

  /** Failures in a row count on; a song that came to its end ends the row. */
  private count({ reason }: OfflinePlay, itemId: string, song: Song): void {
    const { change } = this;
    if (reason === 'ended') musicWorks(change);
    if (reason !== 'error') return;
    change.state.failuresInARow += 1;
    this.tellFailure(itemId, song, change.state.failuresInARow);
  }

  private tellFailure(itemId: string, { trackId }: Song, failuresInARow: number): void {
    const { venueId } = this.change.state;
    const fact = { venueId, itemId, trackId, errorCode: 'while_away', failuresInARow };
    this.change.do({ kind: 'player_failed', fact });
  }

  /** Times as the player says, as far as they can be true: nothing is heard before it begins, or longer than it is. */
  private heard(play: OfflinePlay, { duration }: Song): Omit<HeardAlone, 'isGone' | 'isNews'> {
    const startedAt = this.plausible(play.startedAt);
    const since = (this.change.now - startedAt) / 1000;
    const heard = Math.min(play.heard, since, duration > 0 ? duration : longestSong);
    return { playId: play.playId, startedAt, heard: Math.round(heard * 1000) / 1000, position: 0 };
  }

  private plausible(startedAt: number): number {
    const { now } = this.change;
    return Math.max(now - longestAbsenceMs, Math.min(startedAt, now));
  }
}
