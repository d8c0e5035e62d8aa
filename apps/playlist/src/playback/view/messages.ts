import { isDeepStrictEqual } from 'node:util';
import { type Queue, type RealtimeMessage, type SongRequest } from '@djamms/contracts';
import { type Effect } from '../domain/effects';
import { gainDb } from '../domain/gain';
import { type VenueState } from '../domain/state';
import { toNowPlaying } from './now-playing';

/** Which of the things that windows show a decision has changed. */
export interface Visible {
  nowPlaying: boolean;
  queue: boolean;
  settings: boolean;
  requests: boolean;
  rules: boolean;
  /** ALERT, PLAYER_COMMAND, MASTER_CHANGED, PLAYER_CONNECTED, PLAYER_DISCONNECTED. */
  told: RealtimeMessage[];
}

export function visibleChange(before: VenueState, after: VenueState, effects: readonly Effect[]): Visible {
  return {
    nowPlaying: looksDifferent(before, after) || effects.some(({ kind }) => kind === 'show_now_playing'),
    queue: effects.some(changesLists),
    settings: !isDeepStrictEqual(before.settings, after.settings),
    requests: effects.some(changesRequests),
    rules: !isDeepStrictEqual(before.requestRules, after.requestRules),
    told: effects.flatMap(tell),
  };
}

export const isVisible = ({ nowPlaying, queue, settings, requests, rules, told }: Visible): boolean =>
  nowPlaying || queue || settings || requests || rules || told.length > 0;

/** What messages show besides the state; read after the change was carried out. */
export interface Shown {
  queue: Queue | null;
  requests: readonly SongRequest[];
  /** Likes of the song on the deck. */
  votes: number;
}

/** Orders to the player come first: it then knows how to carry out what follows. */
export function messagesOf(visible: Visible, state: VenueState, now: number, shown: Shown): RealtimeMessage[] {
  const messages = [...visible.told];
  if (visible.settings) messages.push({ type: 'PLAYER_SETTINGS_UPDATE', payload: state.settings });
  if (visible.nowPlaying) messages.push({ type: 'NOW_PLAYING_UPDATE', payload: toNowPlaying(state, now, shown.votes) });
  if (shown.queue) messages.push({ type: 'QUEUE_UPDATE', payload: shown.queue });
  if (visible.rules) messages.push({ type: 'REQUEST_RULES_UPDATE', payload: { rules: state.requestRules } });
  // How somebody paid is between them and the venue; every window hears this.
  for (const request of shown.requests)
    messages.push({ type: 'REQUEST_UPDATE', payload: { ...request, paymentId: null } });
  return messages;
}

function looksDifferent(before: VenueState, after: VenueState): boolean {
  const gainOf = ({ deck, settings }: VenueState) => deck && gainDb(deck.item.song, settings.normalize_loudness);
  return (
    before.intention !== after.intention ||
    !isDeepStrictEqual(visibleDeck(before), visibleDeck(after)) ||
    gainOf(before) !== gainOf(after)
  );
}

/** What becomes of the song afterwards, and which reports about it count, is nothing that windows show. */
const visibleDeck = ({ deck }: VenueState) => deck && { ...deck, isGone: false, placedRevision: null };

function changesLists(effect: Effect): boolean {
  switch (effect.kind) {
    case 'take':
    case 'set_aside':
    case 'restore':
    case 'move':
    case 'fill':
    case 'start_over':
    case 'relist':
      return true;
    case 'put':
    case 'clear':
      return effect.list === 'active' || effect.list === 'priority';
    default:
      return false;
  }
}

function changesRequests({ kind }: Effect): boolean {
  switch (kind) {
    case 'open_request':
    case 'request_changed':
    case 'reject_queued':
    case 'show_requests':
      return true;
    default:
      return false;
  }
}

function tell(effect: Effect): RealtimeMessage[] {
  switch (effect.kind) {
    case 'tell_master': {
      const { command, value, commandId } = effect;
      return [{ type: 'PLAYER_COMMAND', payload: { command, value, command_id: commandId } }];
    }
    case 'alert':
      return [{ type: 'ALERT', payload: { alert: effect.alert } }];
    case 'seat_master': {
      const { deviceId, epoch, lastHeartbeat } = effect.master;
      return [
        { type: 'MASTER_CHANGED', payload: { device_id: deviceId, epoch } },
        { type: 'PLAYER_CONNECTED', payload: { device_id: deviceId, last_heartbeat: lastHeartbeat } },
      ];
    }
    case 'presence': {
      const payload = { device_id: effect.deviceId, last_heartbeat: effect.lastHeartbeat };
      return [{ type: effect.connected ? 'PLAYER_CONNECTED' : 'PLAYER_DISCONNECTED', payload }];
    }
    case 'forget_master':
      return [
        {
          type: 'PLAYER_DISCONNECTED',
          payload: { device_id: effect.deviceId, last_heartbeat: effect.lastHeartbeat },
        },
      ];
    default:
      return [];
  }
}
