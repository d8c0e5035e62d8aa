import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery } from '../core/paging';
import { Id, Seconds, text } from '../core/primitives';
import { commonErrors, defineErrors } from '../core/problem';
import { CommandName, EpochMs, PlaybackState, QueueItem, settingNames } from './playback.schema';

export const playbackErrors = defineErrors({
  bad_command_value: { category: 'invalid', title: 'The command’s value is not valid' },
  bad_setting_value: { category: 'invalid', title: 'The setting’s value is not valid' },
  nothing_to_play: { category: 'rule', title: 'There is nothing to play' },
  nothing_playing: { category: 'rule', title: 'Nothing is playing' },
  queue_full: { category: 'rule', title: 'The queue is full' },
  queue_item_not_found: { category: 'not_found', title: 'The item is not in the queue' },
  playlist_empty: { category: 'rule', title: 'The playlist is empty' },
  queue_track_unknown: { category: 'rule', title: 'The track is not in the library' },
  nothing_to_restore: { category: 'rule', title: 'There is nothing to put back' },
  not_master: { category: 'conflict', title: 'Another player is the master of this venue' },
});
const errors = { ...playbackErrors, venue_not_found: commonErrors.venue_not_found };

/** The change is stored; `revision` is the one it made. */
export const Acknowledged = z
  .object({
    status: z.literal('ok'),
    commandId: z.string().nullable(),
    revision: z.number().int(),
    /** True when the same commandId was acted on before: nothing was done again. */
    duplicate: z.boolean(),
  })
  .meta({ id: 'Acknowledged' });
export type Acknowledged = z.infer<typeof Acknowledged>;

/** Chosen by the client; sent twice within a day, it acts once. */
const CommandId = z.string().min(8).max(64).optional();

export const getPlaybackState = request({
  subject: 'playlist.playback.get',
  input: z.object({ id: Id }),
  output: PlaybackState,
  errors,
  http: {
    method: 'GET',
    path: '/venues/:id/state',
    tag: 'playback',
    summary: 'The whole playback state with its revision',
    access: 'playlists:read',
  },
});

export const sendCommand = request({
  subject: 'playlist.playback.command',
  input: z.object({
    venueId: Id,
    command: CommandName,
    value: z.union([z.number(), z.string().max(200), z.null()]).optional(),
    commandId: CommandId,
  }),
  output: Acknowledged,
  errors,
  http: {
    method: 'POST',
    path: '/ui/command',
    tag: 'playback',
    summary: 'Steer the venue’s playback',
    access: 'playlists:write',
  },
});

export const updateSetting = request({
  subject: 'playlist.playback.set',
  input: z.object({ venueId: Id, setting: z.enum(settingNames), value: z.unknown(), commandId: CommandId }),
  output: Acknowledged,
  errors,
  http: {
    method: 'POST',
    path: '/settings/update',
    tag: 'playback',
    summary: 'Change one player setting',
    access: 'playlists:write',
  },
});

export const listQueue = request({
  subject: 'playlist.queue.list',
  input: PageQuery.extend({ venueId: Id, list: z.enum(['active', 'priority']).default('active') }),
  output: z.object({
    items: z.array(QueueItem),
    total: z.number().int(),
    page: z.number().int(),
    pageSize: z.number().int(),
    revision: z.number().int(),
  }),
  errors,
  http: {
    method: 'GET',
    path: '/queue',
    tag: 'playback',
    summary: 'The queue in pages, with the revision it belongs to',
    access: 'guest',
  },
});

export const addToQueue = request({
  subject: 'playlist.queue.add',
  input: z.object({
    venueId: Id,
    trackId: Id.optional(),
    videoId: text(64).optional(),
    /** `next` puts it into the priority queue; a number is an index of the active queue, from 0. */
    position: z.union([z.enum(['end', 'next']), z.number().int().min(0)]).default('end'),
    /** `quick`: play it now. */
    action: z.literal('quick').optional(),
    commandId: CommandId,
  }),
  output: Acknowledged.extend({ itemId: Id }),
  errors,
  http: {
    method: 'POST',
    path: '/queue/add',
    tag: 'playback',
    summary: 'Add a track to the queue',
    access: 'playlists:write',
  },
});

const ItemReference = { venueId: Id, itemId: Id.optional(), videoId: text(64).optional(), commandId: CommandId };

export const removeFromQueue = request({
  subject: 'playlist.queue.remove',
  input: z.object(ItemReference),
  output: Acknowledged,
  errors,
  http: {
    method: 'POST',
    path: '/queue/remove',
    tag: 'playback',
    summary: 'Take an item out of the queue',
    access: 'playlists:write',
  },
});

export const reorderQueue = request({
  subject: 'playlist.queue.reorder',
  input: z.object({
    ...ItemReference,
    /** The new index in the item's list, from 0. */
    position: z.number().int().min(0),
  }),
  output: Acknowledged,
  errors,
  http: {
    method: 'POST',
    path: '/queue/reorder',
    tag: 'playback',
    summary: 'Move an item within its list',
    access: 'playlists:write',
  },
});

export const clearQueue = request({
  subject: 'playlist.queue.clear',
  input: z.object({ venueId: Id, list: z.enum(['active', 'priority', 'both']).default('both'), commandId: CommandId }),
  output: Acknowledged,
  errors,
  http: {
    method: 'POST',
    path: '/queue/clear',
    tag: 'playback',
    summary: 'Empty the queue',
    access: 'playlists:write',
  },
});

/**
 * Who reports. Without an id the item alone decides; an epoch that is not the master's any more is ignored either way.
 */
const Witness = { playerId: Id.optional(), epoch: z.number().int().optional() };

const DeviceId = z.string().min(8).max(100);

export const registerPlayer = request({
  subject: 'playlist.player.register',
  input: z.object({
    venueId: Id,
    deviceId: DeviceId,
    userAgent: z.string().max(512).optional(),
    /** Take the place of a living master (admin or owner). */
    force: z.boolean().default(false),
  }),
  output: z.object({
    status: z.enum(['registered', 'reconnected', 'conflict']),
    playerId: Id.optional(),
    epoch: z.number().int().optional(),
    currentMaster: z.object({ deviceId: z.string(), lastHeartbeat: z.iso.datetime() }).optional(),
  }),
  errors,
  http: {
    method: 'POST',
    path: '/player/register',
    tag: 'player',
    summary: 'Ask to be the venue’s master player',
    access: 'playlists:write',
  },
});

export const heartbeatPlayer = request({
  subject: 'playlist.player.heartbeat',
  input: z.object({
    venueId: Id,
    deviceId: DeviceId,
    currentTime: Seconds.optional(),
    epoch: z.number().int().optional(),
  }),
  output: z.object({ status: z.enum(['updated', 'not_found']) }),
  errors,
  http: {
    method: 'POST',
    path: '/player/heartbeat',
    tag: 'player',
    summary: 'Keep the master’s lease (every 5 s)',
    access: 'playlists:write',
  },
});

export const readyPlayer = request({
  subject: 'playlist.player.ready',
  input: z.object({ venueId: Id, playerId: Id }),
  output: z.object({ status: z.literal('ok'), revision: z.number().int() }),
  errors,
  http: {
    method: 'POST',
    path: '/player/ready',
    tag: 'player',
    summary: 'The master can make sound now',
    access: 'playlists:write',
  },
});

export const reportPlayer = request({
  subject: 'playlist.player.status',
  input: z.object({
    venueId: Id,
    ...Witness,
    state: z.enum(['playing', 'paused', 'buffering', 'ended']),
    currentTime: Seconds,
    duration: Seconds.optional(),
    itemId: Id,
    /**
     * The revision of the `nowPlaying` that the player had carried out when it reported. A position or a silence from
     * before the last command that placed the song is ignored; without a revision the report always counts.
     */
    revision: z.number().int().optional(),
  }),
  output: z.object({ status: z.enum(['ok', 'ignored']), revision: z.number().int() }),
  errors,
  http: {
    method: 'POST',
    path: '/player/status',
    tag: 'player',
    summary: 'What the master really does',
    access: 'playlists:write',
  },
});

export const reportPlayerError = request({
  subject: 'playlist.player.error',
  input: z.object({ venueId: Id, ...Witness, errorCode: text(100), itemId: Id }),
  output: z.object({ status: z.enum(['ok', 'ignored']), revision: z.number().int() }),
  errors,
  http: {
    method: 'POST',
    path: '/player/error',
    tag: 'player',
    summary: 'The master could not play an item',
    access: 'playlists:write',
  },
});

/** One song that a player played while it could not reach the server. */
export const OfflinePlay = z.object({
  /** Chosen by the player when the song began; names the play in the history. */
  playId: Id,
  /** The queue item that it was; null for what the player chose from the default playlist. */
  itemId: Id.nullable(),
  trackId: Id,
  startedAt: EpochMs,
  /** Seconds that were heard. */
  heard: Seconds,
  reason: z.enum(['ended', 'skipped', 'error']),
});
export type OfflinePlay = z.infer<typeof OfflinePlay>;

/** Plays that one message may bring; a player that was away for longer sends several. */
export const maxOfflinePlays = 200;

export const reconcilePlayer = request({
  subject: 'playlist.player.reconcile',
  input: z.object({
    venueId: Id,
    playerId: Id,
    /** Chosen by the player, kept until it is acknowledged; sent twice, it acts once. */
    commandId: z.string().min(8).max(64),
    /** The epoch in which the songs were played: the player may have had to register anew since. */
    epoch: z.number().int(),
    /** What was on the deck when the player last heard from the server. */
    lastItemId: Id.nullable(),
    /** In the order in which they were heard, the oldest first. */
    plays: z.array(OfflinePlay).max(maxOfflinePlays),
    /** What sounds now; null for silence. */
    current: z
      .object({
        playId: Id,
        itemId: Id.nullable(),
        trackId: Id,
        /** Seconds into the song, now. */
        position: Seconds,
        startedAt: EpochMs,
      })
      .nullable(),
  }),
  output: z.object({
    /** `history`: another player, or staff, has moved on meanwhile; the plays are kept, the deck stays as it is. */
    status: z.enum(['ok', 'history']),
    revision: z.number().int(),
    duplicate: z.boolean(),
  }),
  errors,
  timeoutMs: 15_000,
  http: {
    method: 'POST',
    path: '/player/reconcile',
    tag: 'player',
    summary: 'What the player played while the server was out of reach',
    access: 'playlists:write',
  },
});

export const restoreQueue = request({
  subject: 'playlist.queue.restore',
  input: z.object({
    venueId: Id,
    /** The revision that took the items out: what removing or clearing was acknowledged with. */
    revision: z.number().int(),
    commandId: CommandId,
  }),
  output: Acknowledged.extend({ restored: z.number().int() }),
  errors,
  http: {
    method: 'POST',
    path: '/queue/restore',
    tag: 'playback',
    summary: 'Undo a removal or a clearing of the last ten minutes',
    access: 'playlists:write',
  },
});

/** For the scheduler: tells the windows of every venue whose master stopped answering. */
export const auditHeartbeats = request({
  subject: 'playlist.player.audit',
  input: z.object({}),
  output: z.object({ disconnected: z.number().int(), removed: z.number().int(), at: EpochMs }),
});
