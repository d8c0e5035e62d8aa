import { clearAlerts, musicWorks, raisePlayerFailing } from './alerts';
import { assertNever, type Change } from './change';
import { positionAt, silence, sound } from './deck';
import { type Input, type Outcome, type Witness } from './input';
import { bringAgain, leaveDeck, playNext } from './up-next';

/** Seconds between the player's position and ours that the player corrects by itself. */
const toleratedDrift = 1;
/** Failures in a row after which a broken library, network or player is more likely than broken songs. */
const maxFailures = 5;

type Report = Extract<Input, { kind: 'report' }>;

/**
 * What the player really does. Only the master's word on the current item counts: reported twice, late, or by
 * another window, it changes nothing. A report never changes what staff asked for: where the song is, and that it is
 * silent, counts only from a player that had seen the last command which placed it. An end counts in any case.
 */
export function report(change: Change, input: Report): Outcome {
  if (!isAboutNow(change, input)) return 'ignored';
  switch (input.state) {
    case 'ended':
      ended(change);
      return 'done';
    case 'playing':
      if (isOutOfDate(change, input)) return 'ignored';
      return sounding(change, input.currentTime);
    case 'buffering':
    case 'paused':
      if (isOutOfDate(change, input)) return 'ignored';
      return fellSilent(change, input.currentTime);
    default:
      return assertNever(input.state);
  }
}

/** The player could not play the current item: the next one plays; after five in a row, silence and an alert. */
export function failure(change: Change, input: Extract<Input, { kind: 'failure' }>): Outcome {
  const { state } = change;
  const { deck } = state;
  if (!deck || !isAboutNow(change, input)) return 'ignored';
  state.failuresInARow += 1;
  const { itemId, song } = deck.item;
  const { failuresInARow, venueId } = state;
  const fact = { venueId, itemId, trackId: song.trackId, errorCode: input.errorCode, failuresInARow };
  change.do({ kind: 'player_failed', fact });
  if (failuresInARow < maxFailures) {
    if (!playNext(change, 'error')) leaveDeck(change, 'error');
    return 'done';
  }
  leaveDeck(change, 'error');
  if (state.intention !== 'emergency') state.intention = 'stop';
  raisePlayerFailing(change);
  return 'done';
}

function isAboutNow({ state }: Change, { itemId, playerId, epoch }: Witness & { itemId: string }): boolean {
  // The REST calls do not name the player; then the item alone decides.
  const isMaster = playerId === null || playerId === state.master?.playerId;
  const isNow = epoch === null || epoch === state.master?.epoch;
  return isMaster && isNow && itemId === state.deck?.item.itemId;
}

/** An echo: the song was put elsewhere, stopped or started while this was on its way. */
function isOutOfDate({ state: { deck } }: Change, { seenRevision }: Report): boolean {
  const placed = deck?.placedRevision ?? null;
  return placed !== null && seenRevision !== null && seenRevision < placed;
}

function ended(change: Change): void {
  const { state } = change;
  musicWorks(change);
  if (state.settings.repeat_mode === 'one') return bringAgain(change);
  if (!playNext(change, 'ended')) leaveDeck(change, 'ended');
}

function sounding(change: Change, currentTime: number): Outcome {
  const { deck, intention } = change.state;
  // An echo of what staff has stopped meanwhile.
  if (!deck || intention !== 'play') return 'ignored';
  clearAlerts(change);
  if (deck.sound && Math.abs(positionAt(deck, change.now) - currentTime) <= toleratedDrift) return 'done';
  silence(change, deck.sound ? undefined : deck.position);
  sound(change, currentTime);
  return 'done';
}

/** It shall play and does not: waiting for data, or its window was not allowed to start the sound. */
function fellSilent(change: Change, currentTime: number): Outcome {
  const { deck, intention } = change.state;
  if (!deck || intention !== 'play') return 'ignored';
  if (deck.sound) silence(change, currentTime);
  return 'done';
}
