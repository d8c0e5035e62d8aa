import { z } from 'zod';
import { Id } from '../core/primitives';
import {
  Alert,
  CommandName,
  EpochMs,
  NowPlaying,
  PlayerSettings,
  Queue,
  RequestRules,
  SongRequest,
} from '../playlist/playback.schema';
import { ProcessingStage } from '../file/audio.contract';
import { TrackSummary } from '../music/track.contract';

const Presence = z.object({ device_id: z.string(), last_heartbeat: EpochMs });

/** Payloads by type (spec, 3-realtime). The event's name on the socket is the type. */
export const realtimePayloads = {
  NOW_PLAYING_UPDATE: NowPlaying,
  QUEUE_UPDATE: Queue,
  PLAYER_SETTINGS_UPDATE: PlayerSettings,
  PLAYER_COMMAND: z.object({ command: CommandName, value: z.unknown(), command_id: z.string().nullable() }),
  PLAYER_CONNECTED: Presence,
  PLAYER_DISCONNECTED: Presence,
  MASTER_CHANGED: z.object({ device_id: z.string(), epoch: z.number().int() }),
  REQUEST_UPDATE: SongRequest,
  /** What guests may ask for changed. Beyond the listed types: kiosks show it at once. */
  REQUEST_RULES_UPDATE: z.object({ rules: RequestRules }),
  ALERT: z.object({ alert: Alert }),
  PLAYLIST_CONTENT_UPDATE: z.object({
    playlist: z.object({ id: Id, version: z.number().int(), deleted: z.boolean() }),
  }),
  /** How far work is that takes a while, for who may start it. */
  JOB_PROGRESS: z.object({ job_id: Id, kind: z.string(), done: z.number().int(), total: z.number().int() }),
  TRACK_PROCESSING: z.object({ track_id: Id, stage: ProcessingStage, progress: z.number() }),
  /** A track of the library came, changed or went. Beyond the listed types: every window shows the same library. */
  LIBRARY_UPDATE: z.object({ track_id: Id, version: z.number().int().nullable(), deleted: z.boolean() }),
  /** What a `search` message found, on the socket that asked, before its acknowledgement. */
  SEARCH_RESULTS_UPDATE: z.array(TrackSummary),
  SYSTEM_STATUS: z.object({ status: z.enum(['ok', 'degraded', 'shutting_down']), detail: z.string().optional() }),
} as const;

export type RealtimeType = keyof typeof realtimePayloads;
export type RealtimePayload<T extends RealtimeType> = z.infer<(typeof realtimePayloads)[T]>;

/** A message inside a change; which revision and time it belongs to stands beside it. */
export const RealtimeMessage = z.object({
  type: z.enum(Object.keys(realtimePayloads) as [RealtimeType, ...RealtimeType[]]).meta({ 'x-open': true }),
  payload: z.unknown(),
});
export type RealtimeMessage = { [T in RealtimeType]: { type: T; payload: RealtimePayload<T> } }[RealtimeType];

/**
 * Those that are known here. A gateway can not tell who may see the messages that a newer version brings, so it leaves
 * them out; windows at newer gateways get them.
 */
export const KnownRealtimeMessages = z.preprocess(
  (value) => (Array.isArray(value) ? value.filter((each) => !isForeign(each)) : value),
  z.array(RealtimeMessage),
);
const isForeign = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  typeof message.type === 'string' &&
  !Object.hasOwn(realtimePayloads, message.type);

/** The single argument of every event the server sends. */
export interface RealtimeEnvelope<T extends RealtimeType = RealtimeType> {
  venueId: string;
  /** The venue's revision; null on messages outside playback, which carry no order. */
  revision: number | null;
  serverTime: number;
  payload: RealtimePayload<T>;
}
