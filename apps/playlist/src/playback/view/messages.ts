import { isDeepStrictEqual } from 'node:util';
import { type Queue, type RealtimeMessage } from '@djamms/contracts';
import { type Effect } from '../domain/effects';
import { gainDb } from '../domain/gain';
import { type VenueState } from '../domain/state';
import { toNowPlaying } from './now-playing';

/** Which of the things that windows show a decision has changed. */
export interface Visible {
  nowPlaying: boolean;
  queue: boolean;
  settings: boolean;
  /** PLAYER_COMMAND, MASTER_CHANGED, PLAYER_CONNECTED, PLAYER_DISCONNECTED. */
  told: RealtimeMessage[];
}

export function visibleChange(before: VenueState, after: VenueState, effects: readonly Effect[]): Visible {
  return {
    nowPlaying: looksDifferent(before, after),
    queue: effects.some(changesLists),
    settings: !isDeepStrictEqual(before.settings, after.settings),
    told: effects.flatMap(tell),
  };
}

export const isVisible = ({ nowPlaying, queue, settings, told }: Visible): boolean =>
  nowPlaying || queue || settings || told.length > 0;

/** Orders to the player come first: it then knows how to carry out what follows. */
export function messagesOf(visible: Visible, state: VenueState, now: number, queue: Queue | null): RealtimeMessage[] {
  const messages = [...visible.told];
  if (visible.settings) messages.push({ type: 'PLAYER_SETTINGS_UPDATE', payload: state.settings });
  if (visible.nowPlaying) messages.push({ type: 'NOW_PLAYING_UPDATE', payload: toNowPlaying(state, now) });
  if (queue) messages.push({ type: 'QUEUE_UPDATE', payload: queue });
  return messages;
}

function looksDifferent(before: VenueState, after: VenueState): boolean {
  const gainOf = ({ deck, settings }: VenueState) => deck && gainDb(deck.item.song, settings.normalize_loudness);
  return (
    before.intention !== after.intention ||
    !isDeepStrictEqual(shown(before), shown(after)) ||
    gainOf(before) !== gainOf(after)
  );
}

/** What becomes of the song afterwards is nothing that windows show. */
const shown = ({ deck }: VenueState) => deck && { ...deck, isGone: false };

function changesLists(effect: Effect): boolean {
  switch (effect.kind) {
    case 'take':
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

function tell(effect: Effect): RealtimeMessage[] {
  switch (effect.kind) {
    case 'tell_master': {
      const { command, value, commandId } = effect;
      return [{ type: 'PLAYER_COMMAND', payload: { command, value, command_id: commandId } }];
    }
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
