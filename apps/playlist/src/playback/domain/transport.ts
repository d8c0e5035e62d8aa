import { maxQueueItems, playbackErrors } from '@djamms/contracts';
import { assertNever, refuse, type Change } from './change';
import { musicWorks } from './alerts';
import { silence, sound } from './deck';
import { reasonToLeave, resume } from './intention';
import { type Command, type CommandOf, type Input } from './input';
import { activeOrder, compareIn } from './ordering';
import { changeSettings, toggleRepeat, toggleShuffle } from './settings';
import { clearLists } from './queue';
import { leaveDeck, liftOff, playNext, takeToDeck } from './up-next';
import { type Deck, type Intention, type Item } from './state';

const defaultFadeSeconds = 5;

/** What the buttons do. */
export function command(change: Change, { command, commandId }: Extract<Input, { kind: 'command' }>): void {
  switch (command.name) {
    case 'PLAY':
      return play(change);
    case 'PAUSE':
      return pause(change);
    case 'PLAY_PAUSE':
      return change.state.intention === 'play' && change.state.deck ? pause(change) : play(change);
    case 'PLAY_NEXT':
      return skip(change);
    case 'PLAY_PREVIOUS':
      return playPrevious(change);
    case 'SEEK':
      return seek(change, command.value);
    case 'EMERGENCY_STOP':
      return stop(change, 'emergency', { name: 'EMERGENCY_STOP', value: null }, commandId);
    case 'FADE_OUT_STOP':
      return fadeOut(change, command, commandId);
    case 'CLEAR_QUEUE':
      return clearLists(change, 'both');
    case 'SET_VOLUME':
    case 'MUTE':
    case 'UNMUTE':
    case 'SHUFFLE_TOGGLE':
    case 'REPEAT_TOGGLE':
      return turnKnob(change, command);
    default:
      return assertNever(command);
  }
}

type Knob = CommandOf<'SET_VOLUME' | 'MUTE' | 'UNMUTE' | 'SHUFFLE_TOGGLE' | 'REPEAT_TOGGLE'>;

function turnKnob(change: Change, command: Knob): void {
  switch (command.name) {
    case 'SET_VOLUME':
      return changeSettings(change, { master_volume: Math.round(command.value) });
    case 'MUTE':
      return changeSettings(change, { is_muted: true });
    case 'UNMUTE':
      return changeSettings(change, { is_muted: false });
    case 'SHUFFLE_TOGGLE':
      return toggleShuffle(change);
    case 'REPEAT_TOGGLE':
      return toggleRepeat(change);
    default:
      return assertNever(command);
  }
}

function play(change: Change): void {
  const { state } = change;
  musicWorks(change);
  const wasPlaying = state.intention === 'play';
  state.intention = 'play';
  if (!state.deck) return void (playNext(change, 'skipped') || refuseNothing());
  // What plays already, or waits for its player, goes on as it is.
  if (!wasPlaying) sound(change);
}

function pause(change: Change): void {
  const { state } = change;
  if (!state.deck && state.intention !== 'play') refuseIdle();
  if (state.intention !== 'play') return;
  state.intention = 'pause';
  silence(change);
}

/** The next song plays, except after an emergency stop: then it waits on the deck. */
function skip(change: Change): void {
  const reason = reasonToLeave(change);
  resume(change);
  if (!playNext(change, reason)) refuseNothing();
}

/** The song before this one; without one, this one from its start. */
function playPrevious(change: Change): void {
  const previous = previousItem(change);
  const { deck } = change.state;
  resume(change);
  if (!previous) return deck ? restart(change, deck) : refuseNothing();
  putBack(change);
  takeToDeck(change, previous.item, previous.list);
}

function previousItem(change: Change): { item: Item; list: 'played' | 'past' | 'active' } | null {
  const { heads, state } = change;
  if (heads.previous) return heads.previous;
  // Before the first song of a cycle comes its last.
  const isCycle = state.settings.repeat_mode === 'all' && heads.lastActive !== null;
  return isCycle && heads.lastActive ? { item: heads.lastActive, list: 'active' } : null;
}

function restart(change: Change, deck: Deck): void {
  silence(change, deck.item.song.cueIn ?? 0);
  if (change.state.intention === 'play') sound(change);
}

/** The interrupted song comes next again. */
function putBack(change: Change): void {
  const { state, heads } = change;
  const item = liftOff(change, 'skipped');
  if (!item) return;
  const list = item.source === 'priority' ? 'priority' : 'active';
  const ownPlaceIsFirst =
    item.source === 'queue' &&
    item.position !== null &&
    (!heads.active || compareIn(activeOrder(state), item, heads.active) < 0);
  change.do({ kind: 'put', item, list, at: ownPlaceIsFirst ? 'own' : 'front' });
  state.counts[list] += 1;
  if (item.requestId !== null) change.decideRequest(item.requestId, { status: 'queued', itemId: item.itemId });
}

function seek(change: Change, to: number): void {
  const { deck, intention } = change.state;
  if (!deck) return refuseIdle();
  const { duration } = deck.item.song;
  if (duration > 0 && to > duration)
    refuse(playbackErrors.bad_command_value, `The song is ${duration} s long; SEEK takes seconds from 0 to that.`);
  const wasSounding = deck.sound !== null;
  silence(change, to);
  if (wasSounding && intention === 'play') sound(change);
}

function fadeOut(change: Change, command: CommandOf<'FADE_OUT_STOP'>, commandId: string | null): void {
  const { intention, deck } = change.state;
  if (intention === 'stop' || intention === 'emergency') return;
  if (!deck) return void (change.state.intention = 'stop');
  const value = command.value ?? defaultFadeSeconds;
  stop(change, 'stop', { name: 'FADE_OUT_STOP', value }, commandId);
}

/** The song stays on the deck where it was. The player is told how to end its sound. */
function stop(
  change: Change,
  intention: Intention,
  how: { name: Command['name']; value: unknown },
  commandId: string | null,
): void {
  change.state.intention = intention;
  silence(change);
  change.do({ kind: 'tell_master', command: how.name, value: how.value, commandId });
}

export function playPlaylist(change: Change, input: Extract<Input, { kind: 'play_playlist' }>): void {
  const { state } = change;
  clearLists(change, 'active');
  state.pivot = null;
  state.lastPosition = null;
  const limit = maxQueueItems - state.counts.priority;
  change.do({ kind: 'fill', playlistId: input.playlistId, addedBy: input.by, limit });
}

/** Its first song plays at once; what it interrupts does not belong to the new queue. */
export function playlistLoaded(change: Change): void {
  const { heads } = change;
  const reason = reasonToLeave(change);
  if (!heads.active) return refuse(playbackErrors.playlist_empty, 'The playlist has no tracks to play.');
  resume(change);
  leaveDeck(change, reason, false);
  takeToDeck(change, heads.active, 'active');
}

const refuseNothing = (): never =>
  refuse(playbackErrors.nothing_to_play, 'The queue is empty, and there is no default playlist. Add a song first.');
const refuseIdle = (): never => refuse(playbackErrors.nothing_playing, 'No song is on. Start one first.');
