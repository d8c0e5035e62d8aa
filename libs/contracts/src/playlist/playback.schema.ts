import { z } from 'zod';
import { Id, Instant, Seconds } from '../core/primitives';
import { openEnum, readAs } from '../core/tolerant';

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

/** An empty deck. */
export const nothingPlaying: Readonly<NowPlaying> = {
  item_id: null,
  track_id: null,
  video_id: null,
  title: null,
  artist: null,
  channel: null,
  duration: 0,
  thumbnail: null,
  state: 'stopped',
  start_timestamp: null,
  position: 0,
  real_end_offset: null,
  gain_db: 0,
  vote_count: 0,
  is_liked: false,
};

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

export const requestStatuses = ['pending', 'approved', 'queued', 'playing', 'played', 'rejected', 'refunded'] as const;
export const RequestStatus = z.enum(requestStatuses).meta({ id: 'RequestStatus' });
export type RequestStatus = z.infer<typeof RequestStatus>;

/**
 * Why a request was turned down: by staff, by the guest, because its track left the library, because the player
 * could not play it, or because the queue was cleared.
 */
export const RequestEnding = z.enum(['staff', 'guest', 'track_gone', 'unplayable', 'cleared']);
export type RequestEnding = z.infer<typeof RequestEnding>;

/** REQUEST_UPDATE, and what the requests calls give. */
export const SongRequest = z
  .object({
    id: Id,
    venueId: Id,
    /** Opaque: a guest's or user's id, or what other software named. */
    requesterId: z.string(),
    trackId: Id,
    videoId: z.string().nullable(),
    title: z.string(),
    artist: z.string(),
    /** Seconds. */
    duration: z.number(),
    thumbnailUrl: z.string().nullable(),
    status: RequestStatus,
    /** Set with `rejected` (and `refunded`). */
    ending: RequestEnding.nullable(),
    /** Staff's own words on a rejection. */
    reason: z.string().nullable(),
    /** What was paid for it counts in the priority queue; 0 for a free one. */
    credit: z.number(),
    paymentId: z.string().nullable(),
    /** The item in the priority queue or on the deck, while it is there. */
    itemId: Id.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'SongRequest' });
export type SongRequest = z.infer<typeof SongRequest>;

/** What guests may ask for; a venue's own settings (spec, "Song requests"). */
export const RequestRules = z
  .object({
    /** Whether the kiosk takes requests at all. */
    is_open: z.boolean(),
    /** Whether staff has to agree first. */
    needs_approval: z.boolean(),
    /** Seconds. */
    max_duration: z.number().int().min(30).max(3_600),
    /** Requests for one artist within `artist_window_minutes`; case and accents aside. */
    max_per_artist: z.number().int().min(1).max(100),
    artist_window_minutes: z.number().int().min(1).max(1_440),
    /** Requests of one guest that wait at once, undecided ones included. */
    max_waiting_per_guest: z.number().int().min(1).max(100),
    /** A song that was played within these minutes can't be asked for; 0 lets it. */
    replay_minutes: z.number().int().min(0).max(1_440),
  })
  .meta({ id: 'RequestRules' });
export type RequestRules = z.infer<typeof RequestRules>;

/** What holds until a venue decides otherwise. */
export const defaultRequestRules: RequestRules = {
  is_open: true,
  needs_approval: false,
  max_duration: 300,
  max_per_artist: 3,
  artist_window_minutes: 30,
  max_waiting_per_guest: 3,
  replay_minutes: 0,
};

/** Something that staff should look after. */
export const Alert = z
  .object({
    /** One alert of a kind is raised in a venue at a time. */
    kind: openEnum(['player_failing']),
    severity: readAs(z.enum(['warning', 'critical']), 'warning'),
    title: z.string(),
    detail: z.string(),
    raised_at: EpochMs,
    /** Null while it lasts. */
    cleared_at: EpochMs.nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

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
    requestRules: RequestRules,
    /** Those that last. */
    alerts: z.array(Alert),
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
