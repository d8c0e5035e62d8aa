import {
  type Alert,
  type MasterPlayer,
  type PlaybackState,
  type RealtimeMessage,
  type RealtimeType,
  realtimePayloads,
} from '@djamms/contracts';
import { z } from 'zod';

const Envelope = z.object({
  venueId: z.string(),
  revision: z.number().int().nullable(),
  serverTime: z.number(),
  payload: z.unknown(),
});

export type IncomingMessage = RealtimeMessage & { venueId: string; revision: number | null; serverTime: number };

/** Reads what the socket delivered; null for anything that is not a message of that type. */
export function readMessage(type: RealtimeType, argument: unknown): IncomingMessage | null {
  const envelope = Envelope.safeParse(argument);
  if (!envelope.success) return null;
  const payload = realtimePayloads[type].safeParse(envelope.data.payload);
  if (!payload.success) return null;
  // Type and payload were matched by the table above.
  return { ...envelope.data, type, payload: payload.data } as IncomingMessage;
}

/** What a window knows of its venue. */
export interface VenueTruth {
  state: PlaybackState;
  /**
   * The last revision of which every message has arrived. One change may send several messages; the newest
   * revision counts as complete only when the next one begins, or when it came as a whole state.
   */
  completeRevision: number;
}

export type Step =
  | { kind: 'applied'; truth: VenueTruth }
  /** Older than what is known. */
  | { kind: 'ignored' }
  /** Something between is missing, or more is needed than the message tells: ask for the state. */
  | { kind: 'gap'; whole: boolean };

export const wholeState = (state: PlaybackState): VenueTruth => ({ state, completeRevision: state.revision });

/** The next truth after a message, by the rules of sync: older ones change nothing, gaps are noticed. */
export function applyMessage(truth: VenueTruth, message: IncomingMessage): Step {
  const { state } = truth;
  const revision = message.revision ?? state.revision;
  if (revision < state.revision) return { kind: 'ignored' };
  if (revision > state.revision + 1) return { kind: 'gap', whole: false };
  const changed = applyPayload(state, message);
  if (changed === null) return { kind: 'gap', whole: true };
  const completeRevision = revision > state.revision ? state.revision : truth.completeRevision;
  const serverTime = Math.max(state.serverTime, message.serverTime);
  return { kind: 'applied', truth: { state: { ...changed, revision, serverTime }, completeRevision } };
}

/** What the server answers to a window that comes back: the newest message of each type since then. */
export interface Resumption {
  revision: number;
  serverTime: number;
  messages: readonly { type: string; payload?: unknown }[];
}

/** The truth at the answer's revision, in one step; null when only a whole state can tell. */
export function resume(truth: VenueTruth, { revision, serverTime, messages }: Resumption): VenueTruth | null {
  let state: PlaybackState | null = truth.state;
  for (const { type, payload } of messages) {
    // Types that this page does not know are not for it, as they are on the socket.
    if (!isKnownType(type)) continue;
    const message = readMessage(type, { venueId: state.venueId, revision, serverTime, payload });
    state = message === null ? null : applyPayload(state, message);
    if (state === null) return null;
  }
  return wholeState({ ...state, revision, serverTime: Math.max(state.serverTime, serverTime) });
}

const isKnownType = (type: string): type is RealtimeType => Object.hasOwn(realtimePayloads, type);

/** The state with the message's payload in its place; null when only a whole state can tell. */
function applyPayload(state: PlaybackState, message: IncomingMessage): PlaybackState | null {
  switch (message.type) {
    case 'NOW_PLAYING_UPDATE':
      return { ...state, nowPlaying: message.payload };
    case 'QUEUE_UPDATE':
      return { ...state, queue: message.payload };
    case 'PLAYER_SETTINGS_UPDATE':
      return { ...state, settings: message.payload };
    case 'PLAYER_CONNECTED':
      return withPresence(state, message.payload, true);
    case 'PLAYER_DISCONNECTED':
      return withPresence(state, message.payload, false);
    case 'MASTER_CHANGED':
      return isSameMaster(state.player, message.payload) ? state : null;
    case 'REQUEST_RULES_UPDATE':
      return { ...state, requestRules: message.payload.rules };
    case 'ALERT':
      return { ...state, alerts: withAlert(state.alerts, message.payload.alert) };
    case 'REQUEST_UPDATE':
    case 'PLAYER_COMMAND':
    case 'PLAYLIST_CONTENT_UPDATE':
    case 'JOB_PROGRESS':
    case 'TRACK_PROCESSING':
    case 'LIBRARY_UPDATE':
    case 'SEARCH_RESULTS_UPDATE':
    case 'SYSTEM_STATUS':
      return state;
  }
}

function withPresence(
  state: PlaybackState,
  presence: { device_id: string; last_heartbeat: number },
  connected: boolean,
): PlaybackState | null {
  if (state.player?.device_id !== presence.device_id) return null;
  return { ...state, player: { ...state.player, last_heartbeat: presence.last_heartbeat, connected } };
}

/** One of a kind, while it lasts. */
function withAlert(alerts: readonly Alert[], alert: Alert): Alert[] {
  const others = alerts.filter(({ kind }) => kind !== alert.kind);
  return alert.cleared_at === null ? [...others, alert] : others;
}

const isSameMaster = (player: MasterPlayer | null, master: { device_id: string; epoch: number }): boolean =>
  player?.device_id === master.device_id && player.epoch === master.epoch;
