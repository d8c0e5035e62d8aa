import { z } from 'zod';
import { Id, Seconds } from '../core/primitives';

/** Milliseconds since 1970 on the server's clock; realtime payloads use it where REST uses ISO strings. */
export const EpochMs = z.number().int();

export const PlayState = z.enum(['playing', 'paused', 'buffering', 'stopped']);
export type PlayState = z.infer<typeof PlayState>;

/** NOW_PLAYING_UPDATE. While playing, the position at server time t is (t − start_timestamp) / 1000. */
export const NowPlaying = z
  .object({
    item_id: Id.nullable(),
    track_id: Id.nullable(),
    video_id: z.string().nullable(),
    title: z.string().nullable(),
    artist: z.string().nullable(),
    channel: z.string().nullable(),
    /** Seconds. */
    duration: z.number(),
    thumbnail: z.string().nullable(),
    state: PlayState,
    /** When position 0 was, or would have been, heard; null unless playing. */
    start_timestamp: EpochMs.nullable(),
    /** Seconds into the track when this message was made. */
    position: z.number(),
    /** Seconds from the start at which the sound really ends. */
    real_end_offset: z.number().nullable(),
    /** Gain that brings the track to the venue's loudness. */
    gain_db: z.number(),
    vote_count: z.number().int(),
    is_liked: z.boolean(),
  })
  .meta({ id: 'NowPlaying' });
export type NowPlaying = z.infer<typeof NowPlaying>;

export const QueueItem = z
  .object({
    item_id: Id,
    track_id: Id.nullable(),
    video_id: z.string().nullable(),
    title: z.string(),
    artist: z.string(),
    duration: z.number(),
    thumbnail: z.string().nullable(),
    added_by_user_id: Id.nullable(),
    added_at: EpochMs,
    /** Credit of a request; 0 for everything else. */
    priority: z.number(),
    is_request: z.boolean(),
  })
  .meta({ id: 'QueueItem' });
export type QueueItem = z.infer<typeof QueueItem>;

/** Items of each list that QUEUE_UPDATE carries; the rest by GET /api/queue. */
export const queueWindow = 200;
/** Items a venue's queues hold together at most. */
export const maxQueueItems = 5_000;

/** QUEUE_UPDATE. */
export const Queue = z
  .object({
    active_queue: z.array(QueueItem).max(queueWindow),
    priority_queue: z.array(QueueItem).max(queueWindow),
    active_total: z.number().int(),
    priority_total: z.number().int(),
  })
  .meta({ id: 'Queue' });
export type Queue = z.infer<typeof Queue>;

/** PLAYER_SETTINGS_UPDATE. */
export const PlayerSettings = z
  .object({
    repeat_mode: z.enum(['none', 'one', 'all']).default('none'),
    shuffle_enabled: z.boolean().default(false),
    shuffle_seed: z.number().int().min(0).max(0xffffffff).default(0),
    crossfade_time: z.number().min(0).max(30).default(0),
    master_volume: z.number().int().min(0).max(100).default(70),
    is_muted: z.boolean().default(false),
    /** Ten bands, dB. */
    eq: z.array(z.number().min(-12).max(12)).length(10).default([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    mic_volume: z.number().int().min(0).max(100).default(100),
    dynamic_compressor_enabled: z.boolean().default(false),
    player_size: z
      .object({ width: z.number().int().min(100).max(20_000), height: z.number().int().min(100).max(20_000) })
      .nullable()
      .default(null),
    player_position: z
      .object({ x: z.number().int().min(-100_000).max(100_000), y: z.number().int().min(-100_000).max(100_000) })
      .nullable()
      .default(null),
    is_fullscreen: z.boolean().default(false),
    display_sliders: z
      .object({ brightness: z.number().min(0).max(200), contrast: z.number().min(0).max(200) })
      .default({ brightness: 100, contrast: 100 }),
    app_name: z.string().max(80).nullable().default(null),
    /** Target loudness, LUFS; null leaves every track as loud as it is. */
    normalize_loudness: z.number().min(-40).max(-5).nullable().default(-14),
  })
  .meta({ id: 'PlayerSettings' });
export type PlayerSettings = z.infer<typeof PlayerSettings>;
export type SettingName = keyof PlayerSettings;
export const settingNames = Object.keys(PlayerSettings.shape) as [SettingName, ...SettingName[]];

/** The master player of a venue, as every window shows it. */
export const MasterPlayer = z
  .object({
    player_id: Id,
    device_id: z.string(),
    user_agent: z.string().nullable(),
    epoch: z.number().int(),
    last_heartbeat: EpochMs,
    /** False when the last heartbeat is older than 15 s. */
    connected: z.boolean(),
  })
  .meta({ id: 'MasterPlayer' });
export type MasterPlayer = z.infer<typeof MasterPlayer>;

/** Everything a window needs to be right: the answer to `venue:join`, and GET /api/venues/:id/state. */
export const PlaybackState = z
  .object({
    venueId: Id,
    revision: z.number().int(),
    serverTime: EpochMs,
    nowPlaying: NowPlaying,
    queue: Queue,
    settings: PlayerSettings,
    player: MasterPlayer.nullable(),
  })
  .meta({ id: 'PlaybackState' });
export type PlaybackState = z.infer<typeof PlaybackState>;

const Volume = z.number().min(0).max(100);

/** Commands with their values (spec, 3-realtime). */
export const commandValues = {
  PLAY_PAUSE: z.undefined().or(z.null()),
  PLAY: z.undefined().or(z.null()),
  PAUSE: z.undefined().or(z.null()),
  PLAY_NEXT: z.undefined().or(z.null()),
  PLAY_PREVIOUS: z.undefined().or(z.null()),
  /** Seconds from the start. */
  SEEK: Seconds,
  SET_VOLUME: Volume,
  MUTE: z.undefined().or(z.null()),
  UNMUTE: z.undefined().or(z.null()),
  SHUFFLE_TOGGLE: z.undefined().or(z.null()),
  REPEAT_TOGGLE: z.undefined().or(z.null()),
  EMERGENCY_STOP: z.undefined().or(z.null()),
  /** Seconds of the fade; 5 unless given. */
  FADE_OUT_STOP: z.number().min(0).max(60).nullish(),
  /** A playlist's id. */
  PLAY_PLAYLIST: Id,
  CLEAR_QUEUE: z.undefined().or(z.null()),
} as const;
export type CommandName = keyof typeof commandValues;
export const CommandName = z
  .enum(Object.keys(commandValues) as [CommandName, ...CommandName[]])
  .meta({ id: 'CommandName' });
