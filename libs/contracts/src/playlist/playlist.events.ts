import { z } from 'zod';
import { event } from '../core/contract';
import { Id, Instant } from '../core/primitives';
import { KnownRealtimeMessages } from '../realtime/messages';
import { RequestEnding, RequestStatus } from './playback.schema';

const PlaylistFact = z.object({ playlistId: Id, venueId: Id, name: z.string(), version: z.number().int() });
export const playlistCreated = event({
  subject: 'playlist.playlist.created',
  payload: PlaylistFact,
  activity: 'playlist_created',
});
export const playlistUpdated = event({
  subject: 'playlist.playlist.updated',
  payload: PlaylistFact,
  activity: 'playlist_updated',
});
export const playlistDeleted = event({
  subject: 'playlist.playlist.deleted',
  payload: PlaylistFact,
  activity: 'playlist_deleted',
});

/** One change of a venue's playback: the messages its windows get, all of one revision. */
export const playbackChanged = event({
  subject: 'playlist.playback.changed',
  payload: z.object({
    venueId: Id,
    revision: z.number().int(),
    serverTime: z.number().int(),
    messages: KnownRealtimeMessages,
  }),
});

/** What staff did, for the activity log: `playback_command`, `track_queued`, … with the facts of it. */
export const playbackSteered = event({
  subject: 'playlist.playback.steered',
  payload: z.object({ venueId: Id, action: z.string(), detail: z.record(z.string(), z.unknown()) }),
  activity: 'playback_steered',
});

export const trackStarted = event({
  subject: 'playlist.track.started',
  payload: z.object({ venueId: Id, itemId: Id, trackId: Id.nullable(), title: z.string(), artist: z.string() }),
  activity: 'playback_started',
});

/** An item left the deck. `playId` makes its history entry unique, however often this arrives. */
export const trackFinished = event({
  subject: 'playlist.track.finished',
  payload: z.object({
    playId: Id,
    venueId: Id,
    itemId: Id,
    trackId: Id.nullable(),
    startedAt: Instant,
    /** Seconds that were heard. */
    durationPlayed: z.number(),
    source: z.enum(['queue', 'priority', 'auto']),
    reason: z.enum(['ended', 'skipped', 'error', 'stopped']),
  }),
});

export const masterChanged = event({
  subject: 'playlist.master.changed',
  payload: z.object({ venueId: Id, deviceId: z.string(), epoch: z.number().int() }),
  activity: 'master_changed',
});
export const playerFailed = event({
  subject: 'playlist.player.failed',
  payload: z.object({
    venueId: Id,
    itemId: Id,
    trackId: Id.nullable(),
    errorCode: z.string(),
    failuresInARow: z.number().int(),
  }),
  activity: 'player_error',
});

const RequestFact = z.object({
  requestId: Id,
  venueId: Id,
  requesterId: z.string(),
  trackId: Id,
  title: z.string(),
  artist: z.string(),
  status: RequestStatus,
  ending: RequestEnding.nullable(),
  reason: z.string().nullable(),
});
/** A guest asked for a song; `status` tells whether it has to be decided, waits or plays already. */
export const songRequested = event({
  subject: 'playlist.request.created',
  payload: RequestFact,
  activity: 'song_requested',
});
/** A request went on: staff decided, its song came on, was played, or can't be. */
export const songRequestChanged = event({
  subject: 'playlist.request.changed',
  payload: RequestFact,
  activity: 'song_request_changed',
});
